import type { Place } from "../target.ts";
import { converse, type Limits } from "./connection/exchange.ts";
import { failed, stranger, unwell, up, type ProbeResult } from "./connection/result.ts";

const PING = Buffer.from("*1\r\n$4\r\nPING\r\n");

/** PING without a password: refusing us proves as well that it is there. */
export async function probeRedis(place: Place, limits: Limits): Promise<ProbeResult> {
  const exchange = await converse(place, { say: PING, isEnough: (heard) => heard.includes("\r\n") }, limits);
  if (exchange.kind === "failed") return failed(exchange.failure, exchange.why);
  const answer = readRedisAnswer(exchange.heard.toString("latin1"));
  if (answer === null) return stranger(exchange.latencyMs, "something answered, but not Redis");
  return answer.isReady ? up(exchange.latencyMs, answer.detail) : unwell(exchange.latencyMs, answer.detail);
}

export interface RedisAnswer {
  isReady: boolean;
  detail: string;
}

/** What a Redis says to PING; null when it does not speak Redis. */
export function readRedisAnswer(text: string): RedisAnswer | null {
  const [line = ""] = text.split("\r\n");
  if (!text.includes("\r\n")) return null;
  if (/^\+PONG$/i.test(line)) return { isReady: true, detail: "it answers PING" };
  const word = /^-([A-Z]+)(?: |$)/.exec(line)?.[1];
  if (word === undefined) return null;
  if (word === "LOADING") return { isReady: false, detail: "it speaks Redis, and is still loading its data" };
  if (word === "NOAUTH" || word === "DENIED" || word === "NOPERM")
    return { isReady: true, detail: "it speaks Redis, and wants a password" };
  return { isReady: true, detail: `it speaks Redis, and answers ${word}` };
}
