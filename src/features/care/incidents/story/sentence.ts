import type { Healer, Trouble } from "../events.ts";
import { oneLine } from "./quoting.ts";
import { counted, spokenDuration, spokenTime } from "./times.ts";
import type { Reading, Story } from "./told.ts";

/** What is wrong, as it goes on after "postgres ...": while it is so, and when it was. */
const TROUBLE_WORDS: Readonly<Record<Trouble, readonly [is: string, was: string]>> = {
  crashed: ["is down", "was down"],
  crash_loop: ["keeps crashing", "kept crashing"],
  out_of_memory: ["ran out of memory", "had run out of memory"],
  cannot_start: ["cannot start", "could not start"],
  hung: ["is hung", "was hung"],
  unhealthy: ["does not work", "did not work"],
  node_lost: ["does not answer", "did not answer"],
  disk_full: ["is full", "was full"],
  memory_full: ["has no memory left", "had no memory left"],
  certificate_ending: ["has a certificate that ends soon", "had a certificate that ended soon"],
  target_gone: ["is no longer scraped", "was not scraped"],
  error_burst: ["logs many new errors", "logged many new errors"],
};

const HEALED: Readonly<Record<Healer, string>> = {
  hydra: "Hydra healed it",
  docker: "Docker's restart brought it back",
  person: "a person put it right",
  itself: "it came back by itself",
};

export function troubleWords(trouble: Trouble, isOver: boolean): string {
  return TROUBLE_WORDS[trouble][isOver ? 1 : 0];
}

/**
 * The incident in one sentence, as plain text: "postgres is hung, 6 services suffer with it, since 12:03"; once it is
 * over "postgres was hung for 3 minutes, 6 services suffered with it: Hydra healed it".
 */
export function incidentSentence(
  story: Pick<Story, "state" | "subject" | "trouble" | "openedAt" | "againAt" | "illMs" | "resolvedAt" | "healedBy" | "affected">,
  reading: Reading,
): string {
  const { subject, trouble, openedAt, againAt, illMs, resolvedAt, healedBy, affected } = story;
  const name = nameOf(subject);
  const isOver = resolvedAt !== null;
  const verb = isOver ? "suffered" : affected.length === 1 ? "suffers" : "suffer";
  const suffering = affected.length === 0 ? "" : `, ${counted(affected.length, "service")} ${verb} with it`;
  if (!isOver) {
    const waits = story.state === "escalated" ? "; it needs you" : "";
    return `${name} ${troubleWords(trouble, false)}${suffering}, since ${spokenTime(againAt ?? openedAt, reading)}${waits}`;
  }
  const lasted = spokenDuration(illMs);
  const end = story.state === "dismissed" ? ": it was dismissed" : `: ${healedBy === null ? "it was removed" : HEALED[healedBy]}`;
  return `${name} ${troubleWords(trouble, true)} for ${lasted}${suffering}${end}`;
}

/** Ground without a name of its own (a disk that nobody has found yet, a graphics card) is already called what it is. */
function nameOf({ kind, name, node }: Story["subject"]): string {
  if (kind === "node" && name === node) return `the machine ${oneLine(name)}`;
  if (kind === "disk" && name.startsWith("/")) return `the disk ${oneLine(name)} of ${oneLine(node)}`;
  return oneLine(name);
}
