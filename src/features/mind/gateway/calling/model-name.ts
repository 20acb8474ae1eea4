const QUOTE = '"';

/**
 * A JSON object with another value for its top-level "model", every other character untouched: numbers, key order and
 * fields that nobody here knows go on as they came. The text must be valid JSON; without the field it gains one.
 */
export function withModel(json: string, model: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let depth = 0;
  let isKey = false;
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === "{" || letter === "[") {
      depth += 1;
      isKey = letter === "{";
    } else if (letter === "}" || letter === "]") depth -= 1;
    else if (letter === ",") isKey = depth === 1;
    else if (letter === QUOTE) {
      const end = endOfString(json, at);
      if (depth === 1 && isKey && JSON.parse(json.slice(at, end)) === "model") {
        const from = skipBlanks(json, json.indexOf(":", end) + 1);
        const to = endOfValue(json, from);
        pieces.push(json.slice(copied, from), JSON.stringify(model));
        copied = to;
        at = to - 1;
      } else at = end - 1;
      isKey = false;
    }
  }
  pieces.push(json.slice(copied));
  return pieces.length > 1 ? pieces.join("") : withNewModel(json, model);
}

function withNewModel(json: string, model: string): string {
  const open = json.indexOf("{") + 1;
  const isEmpty = json[skipBlanks(json, open)] === "}";
  return `${json.slice(0, open)}"model":${JSON.stringify(model)}${isEmpty ? "" : ","}${json.slice(open)}`;
}

/** The place after the closing quote of the string that begins here. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf(QUOTE, start + 1); quote !== -1; quote = json.indexOf(QUOTE, quote + 1)) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

/** The place after the value that begins here. */
function endOfValue(json: string, start: number): number {
  if (json[start] === QUOTE) return endOfString(json, start);
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === QUOTE) at = endOfString(json, at) - 1;
    else if (letter === "{" || letter === "[") depth += 1;
    else if (letter === "}" || letter === "]") {
      if (depth === 0) return at;
      depth -= 1;
    } else if (letter === "," && depth === 0) return at;
  }
  return json.length;
}

function skipBlanks(json: string, start: number): number {
  let at = start;
  while (" \t\r\n".includes(json[at] ?? "x")) at += 1;
  return at;
}
