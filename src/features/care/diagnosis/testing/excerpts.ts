import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { CATEGORIES, type Category } from "../categories.ts";

/** A piece of a log as services write it, composed for this, and what it means. */
export interface Excerpt {
  is: Category;
  /** Other answers that count as right, because a person could as well say so. */
  or: readonly Category[];
  text: string;
  /** The file that it stands in. Each was written, and measured once, before anything was changed because of it. */
  batch: string;
  /** Never looked at when signs or weights are changed: every third of a batch. */
  isHeldBack: boolean;
}

const Line = z.strictObject({ is: z.enum(CATEGORIES), or: z.array(z.enum(CATEGORIES)).default([]), text: z.string().min(1) });
const FOLDER = new URL("./excerpts/", import.meta.url);
const HELD_BACK_OF = 3;

/** All excerpts, in the order of their batches. */
export function readExcerpts(): Excerpt[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".jsonl"))
    .toSorted()
    .flatMap((name) =>
      readFileSync(new URL(name, FOLDER), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line, index) => ({
          ...Line.parse(JSON.parse(line)),
          batch: name.replace(".jsonl", ""),
          isHeldBack: index % HELD_BACK_OF === HELD_BACK_OF - 1,
        })),
    );
}

export function isRight({ is, or }: Excerpt, said: Category): boolean {
  return said === is || or.includes(said);
}
