import { isMap, isScalar, parseDocument, type Pair, type YAMLMap } from "yaml";
import { maskBlock, type Place } from "./masking.ts";

/** What one file says about one service. */
export interface ServiceBlock {
  /** As the file has it, comments kept, secrets masked. */
  text: string;
  /** Counted from 1. */
  firstLine: number;
  /** Its meaning, anchors and merges followed. For comparing only: nothing here is masked. */
  service: Readonly<Record<string, unknown>>;
  /** The file's own definitions that a service refers to by name. */
  volumes: Readonly<Record<string, unknown>>;
  networks: Readonly<Record<string, unknown>>;
  /** Parts of it stand in files that no label names. */
  isPartial: boolean;
}

export type FoundBlock = { block: ServiceBlock } | { problem: string };

/** The block of a service in the text of a compose file. */
export function serviceBlockIn(text: string, service: string): FoundBlock {
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    return { problem: `It is not valid YAML${line === undefined ? "" : `: see its line ${line}`}.` };
  }
  const root = document.contents;
  if (!isMap(root)) return { problem: "It is no compose file." };
  // The first version of the format had the services at the top.
  const services = root.get("services") ?? root;
  if (!isMap(services)) return { problem: "It is no compose file." };
  const pair = services.items.find(({ key }) => isScalar(key) && String(key.value) === service);
  const place = pair === undefined ? null : placeOf(text, services, pair);
  if (pair === undefined || place === null) return { problem: `It does not have the service ${service}.` };
  let meaning: Record<string, unknown>;
  try {
    meaning = recordOf(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return { problem: "It refers to itself too often to be read." };
  }
  const meant = recordOf(recordOf(meaning["services"] ?? meaning)[service]);
  return {
    block: {
      text: maskBlock(text, place, pair.value),
      firstLine: text.slice(0, place.start).split("\n").length,
      service: meant,
      volumes: recordOf(meaning["volumes"]),
      networks: recordOf(meaning["networks"]),
      isPartial: meant["extends"] !== undefined || meaning["include"] !== undefined,
    },
  };
}

export function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Whole lines, with the comments that stand right above; in a map on one line, just the pair. */
function placeOf(text: string, services: YAMLMap, { key, value }: Pair): Place | null {
  const begin = isScalar(key) ? key.range?.[0] : undefined;
  if (begin === undefined) return null;
  const range = value !== null && typeof value === "object" && "range" in value ? (value.range as [number, number, number] | null) : null;
  const finish = range ?? [begin, lineEnd(text, begin), lineEnd(text, begin)];
  if (services.flow === true) return { start: begin, end: finish[1] };
  const column = begin - lineStart(text, begin);
  let start = lineStart(text, begin);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!/^[ \t]*#/.test(text.slice(above, start)) || indentOf(text.slice(above, start)) < column) break;
    start = above;
  }
  const lines = text.slice(start, lineEnd(text, Math.max(begin, finish[2] - 1))).split("\n");
  // What stands after the block belongs to what follows.
  while (lines.length > 1 && isAfter(lines.at(-1) ?? "", column)) lines.pop();
  return { start, end: start + lines.join("\n").length };
}

function isAfter(line: string, column: number): boolean {
  return line.trim() === "" || (line.trimStart().startsWith("#") && indentOf(line) <= column);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}
