import type { Place } from "../target.ts";
import { converse, type Limits } from "./connection/exchange.ts";
import { failed, stranger, unwell, up, type ProbeResult } from "./connection/result.ts";

const PROTOCOL_3 = 196_608;
const GOODBYE = Buffer.from([0x58, 0, 0, 0, 4]);
const STARTUP = startupMessage({ user: "hydra", database: "postgres", application_name: "hydra" });

/** Begin to log in and see what it says: asking for a password or refusing us proves as well that it is there. */
export async function probePostgres(place: Place, limits: Limits): Promise<ProbeResult> {
  const exchange = await converse(
    place,
    { say: STARTUP, isEnough: (heard) => readPostgresAnswer(heard) !== "incomplete", farewell: GOODBYE },
    limits,
  );
  if (exchange.kind === "failed") return failed(exchange.failure, exchange.why);
  const answer = readPostgresAnswer(exchange.heard);
  if (answer === null || answer === "incomplete") return stranger(exchange.latencyMs, "something answered, but not PostgreSQL");
  return answer.isReady ? up(exchange.latencyMs, answer.detail) : unwell(exchange.latencyMs, answer.detail);
}

function startupMessage(parameters: Record<string, string>): Buffer {
  const body = Buffer.from(`${Object.entries(parameters).flat().join("\0")}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, body]);
}

export interface PostgresAnswer {
  isReady: boolean;
  detail: string;
}

const LONGEST_MESSAGE = 30_000;
/** SQLSTATEs of a server that is there and cannot serve: starting, recovering, shutting down. */
const NOT_SERVING = new Set(["57P01", "57P02", "57P03"]);

/** The first message of a PostgreSQL server; null when it is not one. */
export function readPostgresAnswer(heard: Buffer): PostgresAnswer | "incomplete" | null {
  if (heard.length < 5) return heard.length === 0 || isKnownType(heard[0] ?? 0) ? "incomplete" : null;
  const type = String.fromCharCode(heard[0] ?? 0);
  const length = heard.readInt32BE(1);
  if (!isKnownType(heard[0] ?? 0) || length < 4 || length > LONGEST_MESSAGE) return null;
  if (heard.length < 1 + length) return "incomplete";
  if (type !== "E") return { isReady: true, detail: "it speaks PostgreSQL, and asks who we are" };
  const fields = readFields(heard.subarray(5, 1 + length));
  const code = fields.get("C") ?? "";
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  if (NOT_SERVING.has(code)) return { isReady: false, detail: `it speaks PostgreSQL, and cannot serve now (SQLSTATE ${code})` };
  return { isReady: true, detail: `it speaks PostgreSQL, and turns us away (SQLSTATE ${code})` };
}

/** Authentication, ErrorResponse, NegotiateProtocolVersion, NoticeResponse. */
function isKnownType(byte: number): boolean {
  return "REvN".includes(String.fromCharCode(byte));
}

/** The fields of an ErrorResponse: a letter and a text each. */
function readFields(body: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of body.toString("latin1").split("\0")) if (field !== "") fields.set(field.slice(0, 1), field.slice(1));
  return fields;
}
