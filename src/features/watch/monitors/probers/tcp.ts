import type { Place } from "../target.ts";
import { converse, type Limits } from "./exchange.ts";
import { failed, up, type ProbeResult } from "./result.ts";

/** Docker's proxy takes every connection and drops it when nobody is behind it: this long a silence means that somebody is. */
const PROXY_DROPS_WITHIN_MS = 300;

/** Does it take connections? What it may say is not listened to. */
export async function probeTcp(place: Place, limits: Limits): Promise<ProbeResult> {
  const isProxied = place.via === "published";
  const exchange = await converse(place, { isEnough: () => true, patienceMs: isProxied ? PROXY_DROPS_WITHIN_MS : 0 }, limits);
  return exchange.kind === "failed" ? failed(exchange.failure, exchange.why) : up(exchange.latencyMs, "it accepts connections");
}
