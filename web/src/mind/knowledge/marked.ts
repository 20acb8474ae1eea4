/** A stretch of a text; marked where it is what was searched for. */
export interface Stretch {
  text: string;
  isMarked: boolean;
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Words this long are taken for the same when they begin alike, as "restart" and "restarting". */
const STEM = 4;

/** Cut a snippet where words of the question stand. Nothing is lost: the stretches together are the snippet. */
export function marked(snippet: string, question: string): Stretch[] {
  const wanted = [...new Set(question.toLowerCase().match(WORD) ?? [])];
  const stretches: Stretch[] = [];
  const add = (text: string, isMarked: boolean): void => {
    const last = stretches.at(-1);
    if (text === "") return;
    if (last?.isMarked === isMarked) last.text += text;
    else stretches.push({ text, isMarked });
  };
  let end = 0;
  for (const match of snippet.matchAll(WORD)) {
    add(snippet.slice(end, match.index), false);
    const word = match[0].toLowerCase();
    add(
      match[0],
      wanted.some((each) => isSame(word, each)),
    );
    end = match.index + match[0].length;
  }
  add(snippet.slice(end), false);
  return stretches;
}

function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const stem = short.length > STEM ? short.slice(0, Math.max(STEM, short.length - 2)) : short;
  return short.length >= STEM && long.length - short.length <= STEM && long.startsWith(stem);
}
