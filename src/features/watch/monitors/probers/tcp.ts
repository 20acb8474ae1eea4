import type { Place } from "../target.ts";
import { converse, type Limits } from "./exchange.ts";
import { failed, stranger, up, type ProbeResult } from "./result.ts";

/** Docker's proxy takes every connection and drops it when nobody is behind it: this long a silence means that somebody is. */
const PROXY_DROPS_WITHIN_MS = 300;

/** Does it take connections? What it may say is not listened to. */
export async function probeTcp(place: Place, limits: Limits): Promise<ProbeResult> {
  const isProxied = place.via === "published";
  const exchange = await converse(place, { isEnough: () => true, patienceMs: isProxied ? PROXY_DROPS_WITHIN_MS : 0 }, limits);
  return exchange.kind === "failed" ? failed(exchange.failure, exchange.why) : up(exchange.latencyMs, "it accepts connections");
}

/** A MySQL or MariaDB server greets first. */
export async function probeMysql(place: Place, limits: Limits): Promise<ProbeResult> {
  const exchange = await converse(place, { isEnough: (heard) => readMysqlGreeting(heard) !== "incomplete" }, limits);
  if (exchange.kind === "failed") return failed(exchange.failure, exchange.why);
  const greeting = readMysqlGreeting(exchange.heard);
  if (greeting === null || greeting === "incomplete") return stranger(exchange.latencyMs, "something answered, but not MySQL");
  return up(exchange.latencyMs, greeting);
}

/** What the first packet of a MySQL server says, for a person; null when it is not one. */
export function readMysqlGreeting(heard: Buffer): string | "incomplete" | null {
  if (heard.length < 5) return "incomplete";
  const length = heard.readUIntLE(0, 3);
  if (heard[3] !== 0 || length < 3 || length > 4_096) return null;
  if (heard.length < 4 + length) return "incomplete";
  const body = heard.subarray(4, 4 + length);
  if (body[0] === 0xff) return `it speaks MySQL and turns us away (error ${body.readUInt16LE(1)})`;
  const end = body.indexOf(0);
  if (body[0] !== 10 || end < 2) return null;
  return `it speaks MySQL (${body.toString("latin1", 1, end).replaceAll(/[^\x20-\x7e]/g, "?")})`;
}
