import type { UpstreamModel, UpstreamState } from "../../../../integrations/upstreams/facts.ts";
import { didYouMean } from "../../../../kernel/suggest.ts";

/** What the upstreams have, as they told last. */
export interface Offer {
  models: readonly UpstreamModel[];
  upstreams: readonly Pick<UpstreamState, "name" | "ageMs">[];
}

/** What a server tells of the model with this name, which may begin with the server's (`tower/llama`). */
export function toldOf(name: string, { models }: Offer): UpstreamModel | undefined {
  return models.find(({ id }) => id === name) ?? models.find(({ id, upstream }) => `${upstream}/${id}` === name);
}

/** Can it be asked? Without upstreams every name is a hypothesis, and one that has not told its models yet may have any. */
export function mayBeServed(name: string, offer: Offer): boolean {
  const { upstreams } = offer;
  return upstreams.length === 0 || upstreams.some(({ ageMs }) => ageMs === null) || toldOf(name, offer) !== undefined;
}

const MOST_SAID = 3;

/** A sentence about the names that nobody has. `isAll`: there was no other. */
export function leftOut(names: readonly string[], isAll: boolean, { models }: Offer): string {
  const said = names.slice(0, MOST_SAID).map((name) => `"${name}"`);
  const more = names.length - said.length;
  const list = [...said, ...(more > 0 ? [`${more} more`] : [])];
  const all = list.length > 1 ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}` : (list[0] ?? "");
  const known = models.map(({ id }) => id);
  const meant = names.length === 1 ? didYouMean(names[0] ?? "", known) : "";
  if (isAll) return `No model is available: no upstream has ${all}.${meant}`;
  return `${all} ${names.length > 1 ? "were left out: no upstream has them" : "was left out: no upstream has it"}.${meant}`;
}
