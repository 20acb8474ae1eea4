import { STOPPED_BY_SIGNAL } from "../../../../integrations/docker/facts.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { list, nodes as listNodes, show } from "../../../watch/containers/operations.ts";
import { explain } from "../../../watch/verdicts/operations.ts";
import { classify } from "../../diagnosis/operations.ts";
import type { Trouble } from "../events.ts";
import { guessOf, type Guess } from "../reading/category.ts";
import type { Clue } from "../keeping/incident.ts";
import { isAside, type Body } from "./bodies.ts";

export type Details = Awaited<ReturnType<typeof showNow>>;
export type Ruling = Awaited<ReturnType<typeof explainNow>>["ruling"];

function showNow(host: Host, { id, node }: Body) {
  return host.call(show, { name: id, node, history: 0 });
}

function explainNow(host: Host, { id, node }: Body) {
  return host.call(explain, { name: id, node, fresh: true });
}

/**
 * Which container stands for an identity, by the picture itself: what is told of it comes later, and after a start of Hydra
 * much later. `gone` only where its engine was read whole since it last answered, and shows none.
 */
export async function whereIs(host: Host, { key, node }: Pick<Body, "key" | "node">): Promise<Body | "gone" | "unknown"> {
  const [{ nodes }, { containers }] = await Promise.all([host.call(listNodes, {}), host.call(list, { node })]);
  const found = containers.find((each) => each.key === key && !isAside(each.name));
  if (found !== undefined) return { id: found.id, key, node, name: found.name, project: found.project };
  const isWhole = nodes.some(({ name, status, reconciledAt }) => name === node && status === "connected" && reconciledAt !== null);
  return isWhole ? "gone" : "unknown";
}

/** Everything Docker says about it; null when it is gone or the owner told Hydra to ignore it. */
export function detailsOf(host: Host, body: Body): Promise<Details | null> {
  return orNull(host, body, () => showNow(host, body));
}

/** Judged anew, just now; null when that cannot be. */
export async function judgedNow(host: Host, body: Body): Promise<Ruling | null> {
  return (await orNull(host, body, () => explainNow(host, body)))?.ruling ?? null;
}

/** Is its main process stopped in its tracks? False also where the engine cannot say. */
export async function isStopped(host: Host, { id, name, node }: Body): Promise<boolean> {
  try {
    return (await host.integration("docker")?.get(node)?.mainProcess(id)) === STOPPED_BY_SIGNAL;
  } catch (error) {
    host.log.debug({ container: name, reason: messageOf(error) }, "its main process could not be looked at");
    return false;
  }
}

async function orNull<T>(host: Host, { name, node }: Body, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof HydraError && error.code === "not_found"))
      host.log.debug({ container: name, node, reason: messageOf(error) }, "a container could not be looked at");
    return null;
  }
}

export function cluesOf({ sentence, evidence }: Ruling): Clue[] {
  return evidence.map((line) => ({ source: "verdict", line, why: sentence }));
}

/** A first guess at why: what Docker says of a start that failed is read as any log is. */
export async function guessFrom(
  host: Pick<Host, "call">,
  { cause }: Ruling,
  trouble: Trouble,
  { stateError }: Pick<Details, "stateError">,
): Promise<Guess> {
  if (trouble !== "cannot_start" || stateError === "") return guessOf(trouble, cause);
  const { category, confidence } = await host.call(classify, { lines: [], stateError: stateError.slice(0, 4_096) });
  return { category, confidence };
}
