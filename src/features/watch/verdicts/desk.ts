import type { Host } from "../../../kernel/context.ts";
import { part } from "../../../kernel/keys.ts";
import type { Judgement } from "./judgement/judge.ts";

/** A judgement about one container, since when it stands, and what it was before. */
export interface Ruling extends Judgement {
  id: string;
  key: string;
  name: string;
  node: string;
  project: string | null;
  since: number;
  judgedAt: number;
}

/** The judgements that stand, by container id. */
export class Desk {
  readonly #rulings = new Map<string, Ruling>();
  /** When every container that was there at the start had its first verdict, epoch ms. */
  firstSightAt: number | null = null;
  readonly #looks = new Map<string, number>();
  #lookCount = 0;

  /** Looks overlap (probing takes seconds): each gets a number when it begins. */
  beginLook(): number {
    return ++this.#lookCount;
  }

  /** May this look say something about the container? No, when a later one has spoken already. */
  mayNote(id: string, look: number): boolean {
    if ((this.#looks.get(id) ?? 0) > look) return false;
    this.#looks.set(id, look);
    return true;
  }

  get(id: string): Ruling | undefined {
    return this.#rulings.get(id);
  }

  get rulings(): Ruling[] {
    return [...this.#rulings.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** Note a judgement, in place of what stood. */
  note(ruling: Ruling): void {
    this.#rulings.set(ruling.id, ruling);
  }

  forget(id: string): void {
    this.#rulings.delete(id);
    this.#looks.delete(id);
  }
}

export const desk = part("verdicts.desk", (_host: Host) => new Desk());
