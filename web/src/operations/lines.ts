import { requestOf } from "../api/request.ts";
import type { CataloguedOperation } from "./catalogue.ts";

type Lined = Pick<CataloguedOperation, "name" | "route" | "answers" | "upload">;
type Input = Readonly<Record<string, unknown>>;

/** The same call from any terminal that reaches this Hydra. @param origin `http://127.0.0.1:8600` */
export function curlLine({ route, answers, upload }: Lined, input: Input, origin: string): string {
  const { method, path, body } = requestOf(route, input);
  const words = [
    "curl",
    ...(answers === "stream" ? ["-N"] : answers === "file" ? ["-OJ"] : []),
    ...(method === "GET" ? [] : ["-X", method]),
    quoted(origin + path),
    // The only word in which the shell has something to do.
    '-H "Authorization: Bearer $(hydra token)"',
  ];
  if (upload !== null) words.push("-H", quoted(`content-type: ${upload[0] ?? ""}`), "--data-binary", "@FILE");
  else if (body !== null && body !== "{}") words.push("-H", quoted("content-type: application/json"), "-d", quoted(body));
  return words.join(" ");
}

/** Flags that the shell keeps for itself: an input of the same name goes by `--input`. */
const OWN_FLAGS = new Set(["json", "help", "input"]);

/** The same call with Hydra's own command, each input by its flag. */
export function shellLine({ name, answers, upload }: Lined, input: Input): string {
  const own = (field: string): boolean =>
    OWN_FLAGS.has(field) || (field === "output" && answers === "file") || (field === "file" && upload !== null);
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  // What a flag would say otherwise than it is: nothing, and an empty list.
  const apart = given.filter(([field, value]) => own(kebab(field)) || value === null || (Array.isArray(value) && value.length === 0));
  const flags = given.filter(([field]) => !apart.some(([other]) => other === field));
  return [
    "hydra",
    ...name.split(".").map(kebab),
    ...flags.flatMap(([field, value]) => flagWords(kebab(field), value)),
    ...(apart.length === 0 ? [] : ["--input", quoted(JSON.stringify(Object.fromEntries(apart)))]),
    ...(upload === null ? [] : ["--file", "FILE"]),
    ...(answers === "file" ? ["--output", "FILE"] : []),
  ].join(" ");
}

function flagWords(flag: string, value: unknown): string[] {
  if (value === true) return [`--${flag}`];
  if (value === false) return [`--no-${flag}`];
  if (!Array.isArray(value)) return flagWord(flag, value);
  // One value that looks like JSON would be read as the list itself.
  const isPlain = value.every((each) => typeof each === "number" || (typeof each === "string" && !each.startsWith("[")));
  return isPlain ? value.flatMap((each) => flagWord(flag, each)) : [`--${flag}`, quoted(JSON.stringify(value))];
}

function flagWord(flag: string, value: unknown): string[] {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.startsWith("--") ? [`--${flag}=${quoted(text)}`] : [`--${flag}`, quoted(text)];
}

/** `timeoutMs` → `timeout-ms` */
function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

/** As one word of a shell, in which nothing is read but the text itself. */
function quoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
