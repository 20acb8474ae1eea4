import { readFile } from "node:fs/promises";
import type { ProcessState } from "../hosts.ts";
import { TopAnswer } from "./wire.ts";
import type { EngineVerbs } from "./verbs.ts";

/**
 * The state letter of a process as the kernel of this machine shows it; null when that is not to be seen from here. The
 * process must bear the container's id: where Hydra itself runs in a container, the same number is another process.
 */
export async function readProcessState(pid: number, containerId: string, root = "/proc"): Promise<ProcessState | null> {
  if (pid <= 0) return null;
  const read = (name: string): Promise<string | null> => readFile(`${root}/${pid}/${name}`, "utf8").catch(() => null);
  const [groups, stat] = await Promise.all([read("cgroup"), read("stat")]);
  if (groups?.includes(containerId) !== true || stat === null) return null;
  return stateInStat(stat);
}

/** `4242 (a name (with) brackets) S 1 ...`: the letter stands after the last bracket. */
export function stateInStat(stat: string): ProcessState | null {
  return /^\d+ \(.*\) ([A-Za-z])(?: |$)/s.exec(stat)?.[1] ?? null;
}

/** The same by the engine's own list of the container's processes. */
export async function askProcessState(engine: EngineVerbs, id: string, pid: number): Promise<ProcessState | null> {
  const query = new URLSearchParams({ ps_args: "-eo pid,stat" });
  const { Titles, Processes } = await engine.ask(TopAnswer, "GET", `/containers/${encodeURIComponent(id)}/top?${query}`);
  const column = (name: string): number => (Titles ?? []).findIndex((title) => title === name);
  const row = (Processes ?? []).find((process) => process[column("PID")] === String(pid));
  return row?.[column("STAT")]?.charAt(0) || null;
}
