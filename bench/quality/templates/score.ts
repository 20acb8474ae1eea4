/** The four measures of log parsing, each from 0 to 1. */
export interface Score {
  /** Share of lines in groups that hold exactly the lines of one true template. */
  GA: number;
  /** F1 over groups: right where GA counts them. */
  FGA: number;
  /** Share of lines whose template has the true text. */
  PA: number;
  /** F1 over templates: right where group and text are. */
  FTA: number;
}

export function scoreOf(said: readonly { text: string; group: number }[], truth: readonly string[]): Score {
  const places = truth.map((_text, at) => at);
  const groups = Map.groupBy(places, (at) => said[at]?.group);
  const real = Map.groupBy(places, (at) => truth[at]);
  let rightLines = 0;
  let rightGroups = 0;
  let rightTemplates = 0;
  for (const members of groups.values()) {
    const [first = 0] = members;
    const template = truth[first];
    if (real.get(template)?.length !== members.length || members.some((at) => truth[at] !== template)) continue;
    rightLines += members.length;
    rightGroups += 1;
    if (said[first]?.text === template) rightTemplates += 1;
  }
  const f1 = (right: number): number => (2 * right) / (groups.size + real.size);
  return {
    GA: rightLines / truth.length,
    FGA: f1(rightGroups),
    PA: places.filter((at) => said[at]?.text === truth[at]).length / truth.length,
    FTA: f1(rightTemplates),
  };
}
