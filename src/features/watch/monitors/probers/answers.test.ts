import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDnsAnswer } from "./dns.ts";
import { readPostgresAnswer } from "./postgres.ts";
import { readRedisAnswer } from "./redis.ts";
import { readMysql, repliesToMysql } from "./mysql.ts";

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

function postgresError(code: string, text: string): Buffer {
  const body = Buffer.from(`SFATAL\0C${code}\0M${text}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

describe("PostgreSQL", () => {
  const sqlState = fc.stringMatching(/^[0-9A-Z]{5}$/);
  test("every error is an answer, and only three kinds mean that it cannot serve", () => {
    fc.assert(
      fc.property(sqlState, (code) => {
        const answer = readPostgresAnswer(postgresError(code, "text"));
        expect(answer).toMatchObject({ isReady: !["57P01", "57P02", "57P03"].includes(code) });
      }),
    );
    expect(readPostgresAnswer(postgresError("57P03", "the database system is starting up"))).toMatchObject({ isReady: false });
  });
  test("a part of an answer is neither an answer nor a stranger", () => {
    const whole = postgresError("28000", "no role");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(readPostgresAnswer(whole.subarray(0, length))).toBe("incomplete");
      }),
    );
  });
  test("no bytes make it fail", () => {
    fc.assert(fc.property(bytes, (heard) => readPostgresAnswer(heard) !== undefined));
  });
});

describe("Redis", () => {
  test.each([
    ["+PONG\r\n", true],
    ["-NOAUTH Authentication required.\r\n", true],
    ["-DENIED Redis is running in protected mode\r\n", true],
    ["-ERR max number of clients reached\r\n", true],
    ["-LOADING Redis is loading the dataset in memory\r\n", false],
  ])("%j means ready: %s", (text, isReady) => {
    expect(readRedisAnswer(text)?.isReady).toBe(isReady);
  });
  test.each(["HTTP/1.1 400 Bad Request\r\n", "+PONG", "SSH-2.0-OpenSSH\r\n", "\r\n", ""])("%j is no Redis", (text) => {
    expect(readRedisAnswer(text)).toBeNull();
  });
  test("whatever is not an error word or PONG is no Redis", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/^(\+PONG|-[A-Z]+)/i.test(text)),
        (text) => {
          expect(readRedisAnswer(`${text}\r\n`)).toBeNull();
        },
      ),
    );
  });
});

describe("MySQL", () => {
  test("a server that blocks us still speaks MySQL", () => {
    const body = Buffer.concat([Buffer.from([0xff, 0x69, 0x04]), Buffer.from("Host is blocked")]);
    expect(readMysql(Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]))).toBe("it speaks MySQL and turns us away (error 1129)");
  });
  test("no bytes make it fail", () => {
    fc.assert(fc.property(bytes, (heard) => readMysql(heard) !== undefined && repliesToMysql(heard).length <= 2));
  });
});

describe("DNS", () => {
  test("only an answer that bears the question's number counts", () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 0xffff }), (heard, id) => {
        const isAnswer = heard.length >= 12 && heard.readUInt16BE(0) === id && (heard[2] ?? 0) >= 0x80;
        expect(readDnsAnswer(heard, id)).toBe(isAnswer ? (heard[3] ?? 0) & 0x0f : null);
      }),
    );
  });
});
