import { isDeepStrictEqual } from "node:util";
import { maskArguments } from "../../../kernel/secrets.ts";
import type { WholeConfig, WholeContainer, WholeImage } from "./wire.ts";

/**
 * What a container would be that it is not now, if it were made from another image: one line each, `what: before -> after`.
 * Of the environment only names are told.
 * @param oldImage null when it is gone: then only the image itself can be compared
 */
export function differencesOf(old: WholeContainer, oldImage: WholeImage | null, newImage: WholeImage): string[] {
  const lines = [`image: ${namedImage(old.Config.Image, old.Image)} -> ${namedImage(newImage.RepoTags?.[0], newImage.Id)}`];
  if (oldImage === null) return lines;
  const [before, after]: [Partial<WholeConfig>, Partial<WholeConfig>] = [oldImage.Config ?? {}, newImage.Config ?? {}];
  const inherits = (field: keyof WholeConfig): boolean => isDeepStrictEqual(old.Config[field] ?? null, before[field] ?? null);
  const compare = (what: string, field: "Entrypoint" | "Cmd" | "User" | "WorkingDir" | "StopSignal"): void => {
    if (inherits(field) && !isDeepStrictEqual(before[field] ?? null, after[field] ?? null))
      lines.push(`${what}: ${shown(before[field])} -> ${shown(after[field])}`);
  };
  compare("entrypoint", "Entrypoint");
  if (inherits("Entrypoint")) compare("command", "Cmd");
  compare("user", "User");
  compare("working folder", "WorkingDir");
  compare("stop signal", "StopSignal");
  if (inherits("Healthcheck") && !isDeepStrictEqual(before.Healthcheck ?? null, after.Healthcheck ?? null))
    lines.push(
      `health check: ${before.Healthcheck == null ? "none" : "the image's"} -> ${after.Healthcheck == null ? "none" : "the image's"}`,
    );
  lines.push(...namesThatDiffer("environment", variablesOf(before), variablesOf(after)));
  lines.push(...namesThatDiffer("exposed ports", namesOf(before.ExposedPorts), namesOf(after.ExposedPorts)));
  lines.push(...namesThatDiffer("volumes", namesOf(before.Volumes), namesOf(after.Volumes)));
  return lines;
}

function namedImage(name: string | null | undefined, id: string): string {
  const shortId = id.slice(0, "sha256:".length + 12);
  return name == null || name === "" || name.startsWith("sha256:") ? shortId : `${name} (${shortId})`;
}

function shown(value: string | readonly string[] | null | undefined): string {
  if (value == null || value.length === 0) return "none";
  return typeof value === "string" ? value : JSON.stringify(maskArguments(value));
}

/** Their names, each with its value so that a change of it is seen. */
function variablesOf({ Env }: Partial<WholeConfig>): Map<string, string> {
  return new Map((Env ?? []).map((pair) => [pair.split("=", 1)[0] ?? "", pair]));
}

function namesOf(set: Readonly<Record<string, unknown>> | null | undefined): Map<string, string> {
  return new Map(Object.keys(set ?? {}).map((name) => [name, ""]));
}

function namesThatDiffer(what: string, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => `-${name}`);
  const come = [...after.keys()].filter((name) => !before.has(name)).map((name) => `+${name}`);
  const other = [...after]
    .filter(([name, value]) => before.has(name) && before.get(name) !== value)
    .map(([name]) => `${name} (another value)`);
  const all = [...gone, ...come, ...other].toSorted();
  return all.length === 0 ? [] : [`${what} from the image: ${all.join(", ")}`];
}
