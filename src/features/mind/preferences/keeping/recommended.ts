import type { Host } from "../../../../kernel/context.ts";
import type { Task } from "../../prompts/operations.ts";
import type { Recommended } from "../learning/recommending.ts";
import type { PreferencesTables } from "./tables.ts";

type Placed = Recommended & { userId: string; task: Task };

export async function listRecommended(host: Pick<Host, "db">): Promise<Placed[]> {
  const rows = await host.db<PreferencesTables>().selectFrom("preferences_recommended").selectAll().execute();
  return rows.map(({ user_id: userId, ...row }) => ({ userId, ...row }));
}

export async function saveRecommended(host: Pick<Host, "store">, { userId, task, ...standing }: Placed): Promise<void> {
  const { model, previous, reason, since } = standing;
  const row = { model, previous, reason, since };
  await host.store.commit<PreferencesTables, unknown>((trx) =>
    trx
      .insertInto("preferences_recommended")
      .values({ user_id: userId, task, ...row })
      .onConflict((conflict) => conflict.columns(["user_id", "task"]).doUpdateSet(row))
      .execute(),
  );
}

export async function deleteRecommended(host: Pick<Host, "store">, userId: string, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  await host.store.commit<PreferencesTables, unknown>((trx) =>
    trx
      .deleteFrom("preferences_recommended")
      .where("user_id", "=", userId)
      .where("task", "in", [...tasks])
      .execute(),
  );
}
