import type { Place } from "../target.ts";
import { converse, type Limits } from "./connection/exchange.ts";
import { failed, stranger, up, type ProbeResult } from "./connection/result.ts";

/**
 * Read the greeting, and see a login without a password through to its refusal. Hanging up after the greeting would be
 * shorter, but MySQL counts that against the machine that calls, and in the end locks it out (`max_connect_errors`).
 */
export async function probeMysql(place: Place, limits: Limits): Promise<ProbeResult> {
  const exchange = await converse(place, { replies: repliesToMysql, isEnough: (heard) => readMysql(heard) !== "incomplete" }, limits);
  if (exchange.kind === "failed") return failed(exchange.failure, exchange.why);
  const answer = readMysql(exchange.heard);
  if (answer === null || answer === "incomplete") return stranger(exchange.latencyMs, "something answered, but not MySQL");
  return up(exchange.latencyMs, answer);
}

interface Packet {
  sequence: number;
  body: Buffer;
}

const LONGEST_PACKET = 4_096;
const ERROR = 0xff;
const OTHER_LOGIN = 0xfe;

/** The packets that are whole; null when this is not MySQL's framing. */
function packetsOf(heard: Buffer): Packet[] | null {
  const packets: Packet[] = [];
  for (let at = 0; at + 4 <= heard.length;) {
    const length = heard.readUIntLE(at, 3);
    const sequence = heard[at + 3] ?? 0;
    if (length < 1 || length > LONGEST_PACKET || (at === 0 && sequence !== 0)) return null;
    if (at + 4 + length > heard.length) break;
    packets.push({ sequence, body: heard.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return packets;
}

function isWelcome(greeting: Packet | undefined): boolean {
  return greeting !== undefined && greeting.body[0] === 10 && greeting.body.indexOf(0) > 1;
}

/** To the greeting: a login. To the wish for another kind of login: an empty password of that kind. */
export function repliesToMysql(heard: Buffer): Buffer[] {
  const [greeting, answer] = packetsOf(heard) ?? [];
  if (!isWelcome(greeting)) return [];
  const isSwitch = answer?.body[0] === OTHER_LOGIN;
  return [LOGIN, ...(isSwitch ? [Buffer.from([0, 0, 0, (answer?.sequence ?? 0) + 1])] : [])];
}

const LOGIN = loginOf("hydra");

/** HandshakeResponse41 without a password. */
function loginOf(user: string): Buffer {
  const [LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH] = [0x1, 0x200, 0x8000, 0x80000];
  const head = Buffer.alloc(32);
  head.writeUInt32LE(LONG_PASSWORD | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH, 0);
  head.writeUInt32LE(LONGEST_PACKET, 4);
  head[8] = 45;
  const body = Buffer.concat([head, Buffer.from(`${user}\0\0mysql_native_password\0`)]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 1]), body]);
}

/** What a MySQL server says to a stranger, for a person; null when it is not one. */
export function readMysql(heard: Buffer): string | "incomplete" | null {
  const packets = packetsOf(heard);
  if (packets === null) return null;
  const [greeting, answer, answerToSwitch] = packets;
  if (greeting === undefined) return "incomplete";
  const refusal = errorIn(greeting);
  if (refusal !== null) return `it speaks MySQL and turns us away (error ${refusal})`;
  if (!isWelcome(greeting)) return null;
  const last = answer?.body[0] === OTHER_LOGIN ? answerToSwitch : answer;
  if (last === undefined) return "incomplete";
  const version = greeting.body.toString("latin1", 1, greeting.body.indexOf(0)).replaceAll(/[^\x20-\x7e]/g, "?");
  return `it speaks MySQL (${version})${errorIn(last) === null ? "" : " and asks who we are"}`;
}

function errorIn({ body }: Packet): number | null {
  return body[0] === ERROR && body.length >= 3 ? body.readUInt16LE(1) : null;
}
