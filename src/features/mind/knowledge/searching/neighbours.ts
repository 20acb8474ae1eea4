import type { Group, Roster } from "./roster.ts";

/**
 * In a conversation the answer often stands beside the words of the question: "What breed is it?" / "A collie." What a
 * turn scores is therefore lent to the turns around it: this share to the next one, and less with each step.
 */
const SHARE = 0.4;
const FADING = 0.7;
const REACH = 6;

/** Add to each score what its neighbours in the same flow lend it. Chunks that matched nothing may be reached this way. */
export function lendToNeighbours(
  scores: ReadonlyMap<number, number>,
  roster: Roster,
  flows: ReadonlySet<Group>,
  isInScope: (chunkId: number) => boolean,
): Map<number, number> {
  const total = new Map(scores);
  if (flows.size === 0) return total;
  for (const [id, score] of scores) {
    const group = roster.groups[(roster.groupOf[id] as number) - 1];
    if (group === undefined || !flows.has(group)) continue;
    const place = roster.placeOf[id] as number;
    for (let step = 1, share = SHARE; step <= REACH; step += 1, share *= FADING) {
      for (const near of [group.members[place - step], group.members[place + step]])
        if (near !== undefined && isInScope(near)) total.set(near, (total.get(near) ?? 0) + share * score);
    }
  }
  return total;
}

const LEAST_PAIRS = 30;
const MOST_PAIRS = 240;
/** Neighbours have so much more in common than strangers. In a collection of separate things it is about 1. */
const LEAST_RATIO = 1.35;
/** Longer texts stand for themselves: what a turn of talk leaves out, a document says. */
const LONGEST_TURN_WORDS = 120;

/**
 * Do the texts follow from one another, as the turns of a conversation do? Measured, not told: whether neighbours share
 * more words than pairs taken at random, weighed by how rare a word is among the texts.
 * @param texts words of the texts in the order in which they came, stop words left out
 */
export function isFlow(texts: readonly (readonly string[])[]): boolean {
  if (texts.length <= LEAST_PAIRS) return false;
  const meanLength = texts.reduce((total, words) => total + words.length, 0) / texts.length;
  if (meanLength > LONGEST_TURN_WORDS) return false;
  const counts = new Map<string, number>();
  const sets = texts.map((words) => new Set(words));
  for (const words of sets) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rarity = (word: string): number => Math.log(texts.length / (counts.get(word) ?? 1));
  const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
    let both = 0;
    for (const word of a) if (b.has(word)) both += rarity(word);
    return both / Math.sqrt(Math.max(1, a.size) * Math.max(1, b.size));
  };
  const at = (index: number): ReadonlySet<string> => sets[index % sets.length] as ReadonlySet<string>;
  const pairs = Math.min(MOST_PAIRS, sets.length - 1);
  let near = 0;
  let far = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const index = Math.floor((pair * (sets.length - 1)) / pairs);
    near += likeness(at(index), at(index + 1));
    // Strangers: a third and more of the way around, always the same ones.
    for (let other = 0; other < 4; other += 1)
      far += likeness(at(index), at(index + Math.floor(sets.length / 3) + other * Math.max(1, Math.floor(sets.length / 13)))) / 4;
  }
  return near > LEAST_RATIO * far && near > 0;
}
