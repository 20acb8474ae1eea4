import type { Host } from "../../../kernel/context.ts";
import type { SeenEnd, Stopper } from "./reading/stopped-by.ts";
import type { ContainersTables } from "./store.ts";

/** Keep what was seen of the last end of a container: no engine tells afterwards who asked for it. */
export async function keepEnd(host: Host, containerId: string, { at, by, isOwnAct, deaths }: SeenEnd): Promise<void> {
  const row = {
    ended_at: at,
    ended_by: by,
    is_own_act: Number(isOwnAct),
    deaths: JSON.stringify(deaths),
    seen_at: host.clock.now(),
  };
  await host.store.commit<ContainersTables, void>(async (trx) => {
    await trx
      .insertInto("containers_ends")
      .values({ container_id: containerId, ...row })
      .onConflict((conflict) => conflict.column("container_id").doUpdateSet(row))
      .execute();
  });
}

/** It was removed: nobody asks about it any more. */
export async function forgetEnd(host: Host, containerId: string): Promise<void> {
  await host.store.commit<ContainersTables, void>(async (trx) => {
    await trx.deleteFrom("containers_ends").where("container_id", "=", containerId).execute();
  });
}

/** By container id. */
export async function keptEnds(host: Pick<Host, "db">): Promise<Map<string, SeenEnd>> {
  const rows = await host.db<ContainersTables>().selectFrom("containers_ends").selectAll().execute();
  return new Map(
    rows.map(({ container_id: id, ended_at: at, ended_by: by, is_own_act: isOwnAct, deaths }) => [
      id,
      { at, by: by as Stopper, isOwnAct: isOwnAct === 1, deaths: JSON.parse(deaths) as number[] },
    ]),
  );
}
