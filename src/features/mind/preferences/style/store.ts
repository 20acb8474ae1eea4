import type { Host } from "../../../../kernel/context.ts";
import type { PreferencesTables, StyleRow } from "../keeping/tables.ts";
import { ASPECTS, readEdit, type Aspect } from "./reading.ts";
import { lean, NO_LEANING, type Leaning } from "./taste.ts";

export type Leanings = Record<Aspect, Leaning>;
export const ASPECT_NAMES = Object.keys(ASPECTS) as Aspect[];

export async function readLeanings(host: Pick<Host, "db">, userId: string): Promise<Leanings> {
  return toLeanings(await host.db<PreferencesTables>().selectFrom("preferences_style").selectAll().where("user_id", "=", userId).execute());
}

/** Learn from what somebody made of an answer. Neither text is kept. */
export async function learnFromEdit(host: Pick<Host, "store" | "clock">, userId: string, before: string, after: string): Promise<void> {
  const directions = readEdit(before, after);
  await change(
    host,
    userId,
    (leanings) =>
      Object.fromEntries(ASPECT_NAMES.map((aspect) => [aspect, lean(leanings[aspect], directions[aspect], host.clock.now())])) as Leanings,
  );
}

/** Keep what a person said about sides of style; null takes a word back. @returns how it was before */
export async function setSaid(
  host: Pick<Host, "store" | "clock">,
  userId: string,
  said: Partial<Record<Aspect, string | null>>,
): Promise<Leanings> {
  return change(
    host,
    userId,
    (leanings) =>
      Object.fromEntries(
        ASPECT_NAMES.map((aspect) => [
          aspect,
          said[aspect] === undefined ? leanings[aspect] : withWord(leanings[aspect], said[aspect], host.clock.now()),
        ]),
      ) as Leanings,
  );
}

function withWord(leaning: Leaning, said: string | null, now: number): Leaning {
  return { ...leaning, said, at: leaning.at === 0 ? now : leaning.at };
}

/** Put leanings in place of what is there: for an import. */
export async function replaceLeanings(host: Pick<Host, "store" | "clock">, userId: string, told: Partial<Leanings>): Promise<void> {
  await change(host, userId, (leanings) => ({ ...leanings, ...told }));
}

export function eraseLeanings(host: Pick<Host, "store">, userId: string): Promise<number> {
  return host.store.commit<PreferencesTables, number>(async (trx) => {
    const { numDeletedRows } = await trx.deleteFrom("preferences_style").where("user_id", "=", userId).executeTakeFirst();
    return Number(numDeletedRows);
  });
}

function change(host: Pick<Host, "store" | "clock">, userId: string, next: (leanings: Leanings) => Leanings): Promise<Leanings> {
  return host.store.commit<PreferencesTables, Leanings>(async (trx) => {
    const before = toLeanings(await trx.selectFrom("preferences_style").selectAll().where("user_id", "=", userId).execute());
    const after = next(before);
    for (const aspect of ASPECT_NAMES) {
      if (after[aspect] === before[aspect]) continue;
      const row = { ...after[aspect] };
      await trx
        .insertInto("preferences_style")
        .values({ user_id: userId, aspect, ...row })
        .onConflict((conflict) => conflict.columns(["user_id", "aspect"]).doUpdateSet(row))
        .execute();
    }
    return before;
  });
}

function toLeanings(rows: readonly StyleRow[]): Leanings {
  return Object.fromEntries(
    ASPECT_NAMES.map((name) => {
      const row = rows.find(({ aspect }) => aspect === name);
      if (row === undefined) return [name, { ...NO_LEANING, at: 0 }];
      const { more, less, edits, said, at } = row;
      return [name, { more, less, edits, said, at }];
    }),
  ) as Leanings;
}
