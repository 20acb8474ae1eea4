/** Text of a compose file that may hold variables, whose values stand elsewhere and are not read: `nginx:${TAG:-latest}`. */

type Piece = { text: string } | { variable: true };

/** `$$` is a dollar; `$NAME`, `${NAME}` and `${NAME:-other ${NAMES}}` are variables. */
function* piecesOf(template: string): Generator<Piece> {
  let text = "";
  let at = 0;
  while (at < template.length) {
    const next = template[at + 1] ?? "";
    if (template[at] !== "$" || !/[$A-Za-z_{]/.test(next)) {
      text += template[at];
      at += 1;
    } else if (next === "$") {
      text += "$";
      at += 2;
    } else {
      yield { text };
      yield { variable: true };
      text = "";
      at = next === "{" ? closing(template, at + 1) : at + 1 + (/^\w+/.exec(template.slice(at + 1))?.[0].length ?? 0);
    }
  }
  yield { text };
}

function closing(template: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < template.length; at += 1) {
    if (template[at] === "{") depth += 1;
    else if (template[at] === "}") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return template.length;
}

export function hasVariable(template: string): boolean {
  return [...piecesOf(template)].some((piece) => "variable" in piece);
}

/** Can it have become this text? A variable can have any value, so only what stands around it speaks. */
export function canBe(template: string, actual: string): boolean {
  const texts = [...piecesOf(template)].flatMap((piece) => ("text" in piece ? [piece.text] : []));
  const [first = "", ...rest] = texts;
  if (rest.length === 0) return first === actual;
  const last = rest.pop() ?? "";
  if (!actual.startsWith(first) || !actual.endsWith(last) || actual.length < first.length + last.length) return false;
  let at = first.length;
  for (const text of rest) {
    const found = actual.indexOf(text, at);
    if (found === -1 || found + text.length > actual.length - last.length) return false;
    at = found + text.length;
  }
  return true;
}

/** The words of a command line, as a shell splits them; null when that takes a shell to know. */
export function wordsOf(line: string): string[] | null {
  if (/\\|`|\$\(/.test(line)) return null;
  const words: string[] = [];
  for (const [whole] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) words.push(whole.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  return (line.match(/["']/g)?.length ?? 0) % 2 === 0 ? words : null;
}
