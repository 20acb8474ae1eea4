import { listOf } from "./compose.ts";
import type { Words } from "./compose.ts";

/** What happened since the last digest, as far as it is worth telling. Lists hold the newest first; counts are of all. */
export interface DigestFacts {
  healed: { count: number; newest: readonly { title: string }[] };
  /** Not told at once: less severe than any channel hears, or of a kind that none hears. */
  minor: { count: number; newest: readonly { title: string }[] };
  /** Went by before anybody was told. */
  passing: { count: number; newest: readonly { title: string }[] };
  told: number;
  /** Messages that were meant for somebody and reached nobody. */
  unreached: number;
  /** What is not over, whenever it began. */
  open: { count: number; newest: readonly { title: string }[] };
  /** Messages in the last seven days. */
  messagesLastWeek: number;
}

export interface Digest extends Words {
  /** Nothing happened: nobody is told. */
  isEmpty: boolean;
}

/** The daily digest: what was healed without you, what is open, how much you were told. */
export function composeDigest({ healed, minor, passing, told, unreached, open, messagesLastWeek }: DigestFacts): Digest {
  const isEmpty = healed.count + minor.count + passing.count + told + unreached === 0;
  const sections = [
    section("Healed without you", healed),
    section("Still open", open),
    section("Came and went before you were told", passing),
    section("Not worth a message of its own", minor),
    ...(unreached > 0 ? [`${unreached} reached nobody: hydra notifications channels says why.`] : []),
    `You were told ${count(told, "thing")} since the last digest, and got ${count(messagesLastWeek, "message")} in the last seven days.`,
  ];
  const parts = [...(healed.count > 0 ? [`${healed.count} healed without you`] : []), ...(open.count > 0 ? [`${open.count} open`] : [])];
  return {
    isEmpty,
    severity: "low",
    title: `Daily digest: ${isEmpty ? "nothing happened" : parts.length > 0 ? parts.join(", ") : "all is over"}`,
    text: sections.filter((text) => text !== null).join("\n\n"),
    path: "/",
  };
}

function section(title: string, { count: all, newest }: { count: number; newest: readonly { title: string }[] }): string | null {
  if (all === 0) return null;
  const rest = all - newest.length;
  return `${title} (${all}):\n${listOf(newest)}${rest > 0 ? `\nand ${rest} more` : ""}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
