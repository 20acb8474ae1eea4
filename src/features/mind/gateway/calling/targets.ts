import type { UpstreamModel, UpstreamState } from "../../../../integrations/upstreams/facts.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { didYouMean } from "../../../../kernel/suggest.ts";

/** One server that may answer, and the model's name there. */
export interface Target {
  upstream: string;
  model: string;
  gpu: string | null;
}

export interface Offer {
  models: readonly Pick<UpstreamModel, "id" | "upstream">[];
  upstreams: readonly Pick<UpstreamState, "name" | "gpu" | "retryInMs" | "ageMs">[];
}

/**
 * Who may answer for these models, first choice first: every server that has the first model, then those of the next.
 * Among equals those that may be called now come first. A name may begin with the server's (`tower/llama`).
 * @throws HydraError not_found when nobody has any of them
 */
export function targetsFor(wanted: readonly string[], offer: Offer): Target[] {
  const targets = wanted.flatMap((model) => serversOf(model, offer));
  const unique = targets.filter(
    (target, index) => targets.findIndex(({ upstream, model }) => upstream === target.upstream && model === target.model) === index,
  );
  if (unique.length > 0) return unique;
  const [name = ""] = wanted;
  throw new HydraError(
    "not_found",
    `The model "${name.slice(0, 200)}" does not exist here.${didYouMean(
      name,
      offer.models.map(({ id }) => id),
    )} GET /v1/models lists them.`,
  );
}

function serversOf(wanted: string, { models, upstreams }: Offer): Target[] {
  const inOrder = upstreams.toSorted((a, b) => Number(a.retryInMs > 0) - Number(b.retryInMs > 0));
  const having = inOrder.filter(({ name }) => models.some(({ id, upstream }) => id === wanted && upstream === name));
  if (having.length > 0) return having.map(({ name, gpu }) => ({ upstream: name, model: wanted, gpu }));
  const named = inOrder.find(({ name }) => wanted.startsWith(`${name}/`));
  const rest = named === undefined ? wanted : wanted.slice(named.name.length + 1);
  // A server that has never told its models may have any.
  const mayHave = inOrder.filter(({ name, ageMs }) => ageMs === null && (named === undefined || name === named.name));
  const known = named !== undefined && models.some(({ id, upstream }) => id === rest && upstream === named.name) ? [named] : mayHave;
  return known.map(({ name, gpu }) => ({ upstream: name, model: rest, gpu }));
}
