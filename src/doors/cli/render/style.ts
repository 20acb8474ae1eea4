/** How an answer is laid out: for a person at a terminal, or for a pipe. */
export interface Layout {
  /** Columns of the terminal; null when nothing is cut (a pipe, a file). */
  width: number | null;
  hasColours: boolean;
  /** Epoch ms, for relative times. */
  now: number;
}

export type Colour = "bold" | "dim" | "red" | "green" | "yellow";

const CODES: Record<Colour, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

export function paint(layout: Pick<Layout, "hasColours">, colour: Colour | null, text: string): string {
  if (!layout.hasColours || colour === null || text === "") return text;
  const [on, off] = CODES[colour];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}

const STATES: Record<string, Colour> = Object.fromEntries([
  ...["well", "healthy", "up", "running", "met", "done", "resolved", "proven", "act"].map((word) => [word, "green"]),
  ...["unwell", "unhealthy", "down", "dead", "failed", "unmet", "critical", "high", "open"].map((word) => [word, "red"]),
  ...["degraded", "unsure", "unknown", "broken-check", "restarting", "waiting", "escalated", "medium", "ask"].map((word) => [
    word,
    "yellow",
  ]),
  ...["off", "exited", "unchecked", "dismissed", "watch"].map((word) => [word, "dim"]),
]) as Record<string, Colour>;

/** The colour of a word that states how something is; null for any other word. */
export function colourOfState(word: string): Colour | null {
  return Object.hasOwn(STATES, word) ? (STATES[word] as Colour) : null;
}
