import { countVerdicts, type Counted } from "./counts.ts";

/**
 * The first-sight sentence: "54 containers: 33 run unchecked, 3 are well, 18 say unhealthy. 16 of those answer fine:
 * their check is broken. 2 are really down." Parts that count nothing are left out; nothing is rounded or guessed.
 */
export function sentenceOf(containers: readonly Counted[], isFirstSightOver: boolean, engines = 1, silentEngines = 0): string {
  if (containers.length === 0 && !isFirstSightOver) return "Looking around for the first time.";
  if (containers.length === 0 && engines === 0) return "No Docker engine is in sight: only this machine is watched.";
  // Of an engine that never answered nobody knows what it has: not even that it has nothing.
  if (containers.length === 0 && silentEngines === engines) return `${silence(silentEngines, engines)} Only this machine is watched.`;
  if (containers.length === 0) return ["No containers yet.", silence(silentEngines, engines)].join(" ").trim();
  const counts = countVerdicts(containers);
  const unhealthy = containers.filter(
    ({ health, state, cause }) => health === "unhealthy" && state === "running" && cause !== "engine_lost",
  );
  const lying = unhealthy.filter(({ verdict, answers }) => verdict === "broken-check" && answers === true).length;
  const hopeless = unhealthy.filter(({ verdict, answers }) => verdict === "broken-check" && answers !== true).length;
  const ill = unhealthy.filter(({ verdict }) => verdict === "down").length;
  const loops = containers.filter(({ verdict, cause }) => verdict === "down" && cause === "crash_loop").length;
  const otherDown = counts.down - ill - loops;
  const starting = containers.filter(({ cause }) => cause === "starting").length;
  const finished = containers.filter(({ cause }) => cause === "finished").length;
  const failed = containers.filter(({ cause }) => cause === "job_failed").length;
  const stopped = counts.off - finished - failed;
  const lost = containers.filter(({ cause }) => cause === "engine_lost").length;
  const unhealthyUnsure = unhealthy.filter(({ verdict }) => verdict === "unsure").length;
  const otherUnsure = counts.unsure - starting - lost - unhealthyUnsure;

  const now = list([
    counted(counts.unchecked, "runs unchecked", "run unchecked"),
    counted(counts.well, "is well", "are well"),
    counted(starting, "is starting", "are starting"),
    counted(finished, "finished its job", "finished their job"),
    counted(failed, "failed at its job", "failed at their job"),
    counted(stopped, "is off", "are off"),
    counted(otherUnsure, "is not known for sure", "are not known for sure"),
    counted(lost, "is out of sight", "are out of sight"),
    // Last, since the next sentence speaks of "those".
    counted(unhealthy.length, "says unhealthy", "say unhealthy"),
  ]);
  const sentences = [`${containers.length} ${containers.length === 1 ? "container" : "containers"}${now === "" ? "" : `: ${now}`}.`];
  if (lying > 0) {
    sentences.push(
      lying === unhealthy.length
        ? lying === 1
          ? "It answers fine: its check is broken."
          : `All ${lying} of those answer fine: their check is broken.`
        : `${lying} of those ${lying === 1 ? "answers fine: its" : "answer fine: their"} check is broken.`,
    );
  }
  if (hopeless > 0) sentences.push(`${hopeless} of those ${hopeless === 1 ? "has a check" : "have checks"} that can never pass.`);
  if (unhealthyUnsure > 0) sentences.push(`${unhealthyUnsure} of those could not be asked any other way.`);
  if (ill + otherDown > 0) sentences.push(`${ill + otherDown} ${ill + otherDown === 1 ? "is" : "are"} really down.`);
  if (loops > 0) sentences.push(`${loops} ${loops === 1 ? "crashes" : "crash"} again and again.`);
  if (silentEngines > 0) sentences.push(silence(silentEngines, engines));
  if (!isFirstSightOver) sentences.push("Still looking.");
  return sentences.join(" ");
}

function silence(silent: number, engines: number): string {
  if (silent === 0) return "";
  if (engines === 1) return "Docker does not answer.";
  return `${silent} of ${engines} Docker engines ${silent === 1 ? "does" : "do"} not answer.`;
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}

function list(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

export type Colour = "well" | "unwell" | "unsure" | "off";

/** The one colour of the sentence. */
export function colourOf(containers: readonly Counted[], silentEngines = 0): Colour {
  const counts = countVerdicts(containers);
  if (counts.down > 0) return "unwell";
  if (silentEngines > 0 || counts.brokenCheck > 0 || counts.unsure > 0) return "unsure";
  return counts.well + counts.unchecked > 0 ? "well" : "off";
}
