import type { Place } from "../target.ts";
import { converse, type Limits } from "./connection/exchange.ts";
import { readMysql, repliesToMysql } from "./mysql.ts";
import { failed, up, type ProbeResult } from "./connection/result.ts";

/** Docker's proxy takes every connection and drops it when nobody is behind it: this long a silence means that somebody is. */
const PROXY_DROPS_WITHIN_MS = 300;
/** Who speaks first speaks soon. */
const GREETS_WITHIN_MS = 100;

/** Does it take connections? What it says is not judged; only MySQL is not hung up on, which would count that against us. */
export async function probeTcp(place: Place, limits: Limits): Promise<ProbeResult> {
  const patienceMs = place.via === "published" ? PROXY_DROPS_WITHIN_MS : GREETS_WITHIN_MS;
  const exchange = await converse(
    place,
    { replies: repliesToMysql, isEnough: (heard) => readMysql(heard) !== "incomplete", patienceMs },
    limits,
  );
  return exchange.kind === "failed" ? failed(exchange.failure, exchange.why) : up(exchange.latencyMs, "it accepts connections");
}
