import { nameBeforeAside } from "../../../../integrations/docker/identity.ts";
import type { CallContext } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import type { Subject } from "../../../../kernel/operation.ts";
import { board, type Entry } from "../board.ts";

export function subjectOf({ identity: { node, project, name } }: Entry): Subject {
  return { kind: "container", node, project: project ?? undefined, name };
}

/**
 * The container to be made anew. When Hydra was killed in the middle of that, it stands aside already while nothing that
 * ever ran has its name: then it is that one, so that the act is begun again.
 */
export function replaceable(ctx: CallContext, name: string, node: string | undefined): Entry {
  const picture = ctx.part(board);
  const bearers = [...picture.entries].filter(({ facts, host }) => facts.name === name && (node === undefined || host.name === node));
  if (bearers.every(({ facts }) => facts.state === "created")) {
    const aside = asidesOf(ctx, name, node).at(-1);
    if (aside !== undefined) return aside;
  }
  return picture.find(name, node);
}

/** The container that has the name, or is the only one left of it: for putting one back whose successor is gone. */
export function bearerOrAside(ctx: CallContext, name: string, node: string | undefined): Entry {
  const isThere = [...ctx.part(board).entries].some(({ facts }) => facts.name === name || facts.id.startsWith(name));
  return (isThere ? undefined : asidesOf(ctx, name, node).at(-1)) ?? ctx.part(board).find(name, node);
}

/** @throws HydraError not_found when that container does not stand aside for this name on that node */
export function asideFor(ctx: CallContext, { identity, facts }: Entry, asideId: string): Entry {
  const name = nameBeforeAside(facts) ?? facts.name;
  const aside = asidesOf(ctx, name, identity.node).find((entry) => entry.facts.id === asideId || entry.facts.id.startsWith(asideId));
  if (aside === undefined) throw new HydraError("not_found", `Nothing stands aside for ${name} under the id ${asideId.slice(0, 12)}.`);
  return aside;
}

/** Oldest first. */
function asidesOf(ctx: CallContext, name: string, node: string | undefined): Entry[] {
  return [...ctx.part(board).entries]
    .filter(({ facts, host }) => nameBeforeAside(facts) === name && (node === undefined || host.name === node))
    .toSorted((a, b) => a.facts.createdAt - b.facts.createdAt);
}
