import type { Host } from "../../../../kernel/context.ts";
import { of } from "../../../watch/dependencies/operations.ts";
import { findShown, type Shown } from "./gather.ts";

/**
 * Containers that share the network of this one and were started before it: what they hold is the network of its life
 * before, which is gone. Nobody reaches them until they are started anew.
 */
export async function leftBehind(host: Pick<Host, "call">, { container }: Pick<Shown, "container">): Promise<Shown[]> {
  const { neededBy } = await host.call(of, { name: container.name, node: container.node });
  const sharers = neededBy.filter(({ because, steps }) => because === "network-namespace" && steps === 1);
  const all = await Promise.all(sharers.map(({ name, node }) => findShown(host, name, node)));
  return all.filter((shown) => shown !== null && shown.container.state === "running" && isBefore(shown.container, container)) as Shown[];
}

function isBefore(one: { startedAt: string | null }, other: { startedAt: string | null }): boolean {
  return one.startedAt !== null && other.startedAt !== null && Date.parse(one.startedAt) < Date.parse(other.startedAt);
}
