import { maskSecrets } from "../../../../kernel/masking.ts";

/** A line that a claim may rest on. */
export interface EvidenceLine {
  /** E1, E2 ... in the order in which they were read. */
  id: string;
  /** Where it stands: an operation, or the incident itself. */
  source: string;
  line: string;
}

const MOST_LINES = 250;
const LONGEST_LINE = 300;

/** What was read so far, line by line: only what stands here can be cited. Bounded, and without secrets. */
export class Evidence {
  readonly #lines: EvidenceLine[] = [];

  get isFull(): boolean {
    return this.#lines.length >= MOST_LINES;
  }

  /** Number these lines. @returns those that there was room for */
  add(source: string, lines: readonly string[]): EvidenceLine[] {
    const added = lines.slice(0, MOST_LINES - this.#lines.length).map((line, at) => ({
      id: `E${this.#lines.length + at + 1}`,
      source,
      line: maskSecrets(line.replaceAll(/\s+/g, " ").trim()).slice(0, LONGEST_LINE),
    }));
    this.#lines.push(...added);
    return added;
  }

  find(id: string): EvidenceLine | undefined {
    return this.#lines.find((line) => line.id === id);
  }
}
