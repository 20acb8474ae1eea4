import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { systemCodeOf } from "../../../../kernel/errors.ts";
import type { DnsQuestion, Place } from "../target.ts";
import { converse, type Limits } from "./connection/exchange.ts";
import { failed, stranger, unwell, up, type ProbeResult } from "./connection/result.ts";

const TYPE_NS = 2;
const CLASS_IN = 1;
const SERVFAIL = 2;
const CODES = [
  "it answers",
  "it answers: malformed question",
  "it cannot resolve (SERVFAIL)",
  "it answers: no such name",
  "it answers: not implemented",
  "it answers, and refuses us",
];

/** Ask for the name servers of a name. Any answer but SERVFAIL proves that it serves. */
export async function probeDns(place: Place, ask: DnsQuestion, limits: Limits): Promise<ProbeResult> {
  const id = randomInt(0x10000);
  const query = dnsQuery(id, ask.name);
  const exchange = await (ask.transport === "udp" ? overUdp(place, query, id, limits) : overTcp(place, query, limits));
  if (exchange.kind === "failed") return failed(exchange.failure, exchange.why);
  const code = readDnsAnswer(exchange.heard, id);
  if (code === null) return stranger(exchange.latencyMs, "something answered, but not DNS");
  const detail = CODES[code] ?? `it answers with code ${code}`;
  return code === SERVFAIL ? unwell(exchange.latencyMs, detail) : up(exchange.latencyMs, detail);
}

function overTcp(place: Place, query: Buffer, limits: Limits): ReturnType<typeof converse> {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  return converse(place, { say: Buffer.concat([length, query]), isEnough: (heard) => heard.length >= 14 }, limits).then((exchange) =>
    exchange.kind === "heard" ? { ...exchange, heard: exchange.heard.subarray(2) } : exchange,
  );
}

function overUdp({ host, port }: Place, query: Buffer, id: number, { timeoutMs, signal }: Limits): ReturnType<typeof converse> {
  return new Promise((resolve) => {
    const started = performance.now();
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    const end = (result: Awaited<ReturnType<typeof converse>>): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners();
      socket.close();
      resolve(result);
    };
    const fail = (failure: "refused" | "silent" | "unreachable", why?: string): void => end({ kind: "failed", failure, why });
    const onAbort = (): void => fail("unreachable", "the look was broken off");
    const timer = setTimeout(() => fail("silent"), timeoutMs);
    signal.addEventListener("abort", onAbort);
    socket.on("error", (error) => fail(systemCodeOf(error) === "ECONNREFUSED" ? "refused" : "unreachable", systemCodeOf(error)));
    // Anybody can send a datagram: only one that bears our number is an answer.
    socket.on("message", (heard) => {
      if (readDnsAnswer(heard, id) !== null) end({ kind: "heard", heard, latencyMs: performance.now() - started });
    });
    socket.connect(port, host, () => socket.send(query));
  });
}

/** A question for the name servers of `name`, recursion desired. */
export function dnsQuery(id: number, name: string): Buffer {
  const labels = name.split(".").filter((label) => label !== "");
  const head = Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const question = labels.flatMap((label) => [Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)]);
  return Buffer.concat([head, ...question, Buffer.from([0, 0, TYPE_NS, 0, CLASS_IN])]);
}

/** The response code of an answer to the question `id`; null when it is none. */
export function readDnsAnswer(heard: Buffer, id: number): number | null {
  if (heard.length < 12 || heard.readUInt16BE(0) !== id) return null;
  const flags = heard.readUInt16BE(2);
  return (flags & 0x8000) === 0 ? null : flags & 0x0f;
}
