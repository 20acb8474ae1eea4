import { isMap, isScalar, isSeq, type Scalar } from "yaml";
import { isSecretName, maskArguments, maskSecrets } from "../../../../kernel/masking.ts";

export interface Place {
  start: number;
  end: number;
}

interface Replacement extends Place {
  by: string;
}

/** A reference by name alone says nothing secret; one with a default may. */
const REFERENCE = /\$\{[A-Za-z_]\w*\}|\$[A-Za-z_]\w*/;
const BARE_REFERENCE = new RegExp(`^(?:${REFERENCE.source})$`);
const REFERENCES = new RegExp(`(${REFERENCE.source})`);

/** The text of a block with secrets masked: by the names that YAML gives them, then by what any text shows. Lines stay where they are. */
export function maskBlock(text: string, { start, end }: Place, value: unknown): string {
  const replacements = [...secretsIn(value, false)].filter((each) => each.start >= start && each.end <= end);
  let masked = "";
  let at = start;
  for (const { start: from, end: to, by } of replacements.toSorted((a, b) => a.start - b.start)) {
    if (from < at) continue;
    masked += text.slice(at, from) + by + "\n".repeat(text.slice(from, to).split("\n").length - 1);
    at = to;
  }
  masked += text.slice(at, end);
  const lines = masked.split("\n").map(maskComment).join("\n");
  return lines
    .split(REFERENCES)
    .map((piece) => (BARE_REFERENCE.test(piece) ? piece : maskSecrets(piece)))
    .join("");
}

/** Someone's old password, out of use but not out of the world. */
function maskComment(line: string): string {
  const [, before = "", comment = ""] = /^(.*?(?:^|\s)#)(.*)$/.exec(line) ?? [];
  if (before === "") return line;
  for (const { 0: whole, 1: name = "", index } of comment.matchAll(/([\w.-]+)["']?\s*[:=]\s*(?=\S)/g))
    if (isSecretName(name)) return `${before}${comment.slice(0, index)}${whole}***`;
  return line;
}

function* secretsIn(node: unknown, isSecret: boolean): Generator<Replacement> {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      // `secrets:` of a service lists names of files, not what is in them.
      const isList = name === "secrets" && isSeq(value);
      yield* secretsIn(value, !isList && (isSecret || isSecretName(name)));
    }
  } else if (isSeq(node)) {
    const scalars = node.items.filter((item): item is Scalar => isScalar(item));
    const asArguments = maskArguments(scalars.map(({ value }) => String(value)));
    for (const [index, scalar] of scalars.entries()) {
      const text = String(scalar.value);
      const [, name = ""] = /^([\w.-]+)=/.exec(text) ?? [];
      const rest = text.slice(name.length + 1);
      if (name !== "" && isSecretName(name)) {
        if (isTelling(rest)) yield* replaced(scalar, `${name}=***`);
      } else if (isSecret) yield* secretsIn(scalar, true);
      else if (asArguments[index] !== text && !BARE_REFERENCE.test(text)) yield* replaced(scalar, asArguments[index] ?? "***");
    }
    for (const item of node.items) if (!isScalar(item)) yield* secretsIn(item, isSecret);
  } else if (isSecret && isScalar(node) && isTelling(node.value)) yield* replaced(node, "***");
}

function* replaced({ range }: Scalar, by: string): Generator<Replacement> {
  if (range != null) yield { start: range[0], end: range[1], by };
}

/** That something is empty, on or off, or stands elsewhere, may be shown. */
function isTelling(value: unknown): boolean {
  return value !== null && typeof value !== "boolean" && value !== "" && !BARE_REFERENCE.test(String(value));
}
