import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withModel } from "./model-name.ts";
import { targetsFor, type Offer } from "./targets.ts";
import { judgeStatus } from "./verdict.ts";

describe("another model's name in a body", () => {
  it("changes nothing else: numbers, order, spaces, fields that nobody knows, names inside of strings", () => {
    const body =
      '{ "seed": 12345678901234567890, "messages":[{"role":"user","content":"\\"model\\": \\"x\\\\"}],\n "model" : "auto", "x":{"model":"inner"},"t":1.0 }';
    expect(withModel(body, 'a"b')).toBe(body.replace('"model" : "auto"', '"model" : "a\\"b"'));
  });

  it.each([
    ['{"model":{"odd":[1,"]"]},"b":1}', '{"model":"m","b":1}'],
    ['{"model":null}', '{"model":"m"}'],
    ['{"model":"a","model":"b"}', '{"model":"m","model":"m"}'],
    ['{"mod\\u0065l":"a"}', '{"mod\\u0065l":"m"}'],
    ['{"a":1}', '{"model":"m","a":1}'],
    ["{ }", '{"model":"m" }'],
  ])("%s becomes %s", (body, expected) => {
    expect(withModel(body, "m")).toBe(expected);
  });

  it("is what parsing, setting and comparing says, for any body", () => {
    const key = fc.oneof(fc.constant("model"), fc.string());
    const value = fc.oneof(
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.string(), fc.constantFrom(undefined, 1, "\t"), (body, model, indent) => {
        const changed = JSON.parse(withModel(JSON.stringify(body, null, indent), model)) as object;
        expect(changed).toEqual({ ...(JSON.parse(JSON.stringify(body)) as object), model });
      }),
    );
  });
});

describe("who may answer", () => {
  const offer: Offer = {
    models: [
      { id: "llama", upstream: "one" },
      { id: "llama", upstream: "two" },
      { id: "org/qwen", upstream: "two" },
    ],
    upstreams: [
      { name: "one", gpu: "tower:0", retryInMs: 0, ageMs: 1 },
      { name: "two", gpu: null, retryInMs: 0, ageMs: 1 },
      { name: "new", gpu: null, retryInMs: 0, ageMs: null },
    ],
  };
  const names = (wanted: string[], changed: Offer = offer): string[] =>
    targetsFor(wanted, changed).map(({ upstream, model }) => `${upstream}: ${model}`);

  it.each([
    [["llama"], ["one: llama", "two: llama"]],
    [["two/llama"], ["two: llama"]],
    [["org/qwen"], ["two: org/qwen"]],
    [
      ["org/qwen", "llama"],
      ["two: org/qwen", "one: llama", "two: llama"],
    ],
    [
      ["llama", "llama"],
      ["one: llama", "two: llama"],
    ],
    // Who has never told its models may have it.
    [["unheard"], ["new: unheard"]],
  ])("%j: %j", (wanted, expected) => {
    expect(names(wanted)).toEqual(expected);
  });

  it("first those that may be called now", () => {
    const upstreams = offer.upstreams.map((each) => (each.name === "one" ? { ...each, retryInMs: 5_000 } : each));
    expect(names(["llama"], { ...offer, upstreams })).toEqual(["two: llama", "one: llama"]);
  });

  it("nobody: an error that knows better names, however long the wanted one is", () => {
    const known = { ...offer, upstreams: offer.upstreams.slice(0, 2) };
    expect(() => names(["lama"], known)).toThrow('Did you mean "llama"?');
    expect(() => names(["x".repeat(100_000)], known)).toThrow(/^.{0,400}$/);
  });
});

const judged = (status: number, headers: Record<string, string> = {}, text = "") =>
  judgeStatus("one", status, headers, text, Date.UTC(2026, 0, 1));

describe("a status", () => {
  it.each([
    [200, "answer"],
    [400, "refusal"],
    [413, "refusal"],
    [422, "refusal"],
    [302, "next"],
    [401, "next"],
    [404, "next"],
    [408, "next"],
    [429, "next"],
    [500, "next"],
    [503, "next"],
  ])("%i is a %s", (status, kind) => {
    expect(judged(status).kind).toBe(kind);
  });

  it("of a limit pauses for as long as it says, and is no failure of the server", () => {
    expect(judged(429, { "retry-after": "7" })).toMatchObject({ isWell: true, pauseMs: 7_000, failure: { code: "rate_limited" } });
    expect(judged(429, { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" })).toMatchObject({ pauseMs: 9_000 });
    expect(judged(429, { "retry-after": "soon" })).toMatchObject({ pauseMs: 5_000 });
  });

  it("that fails says what the server said, without secrets", () => {
    const text = JSON.stringify({ error: { message: "no memory for api_key=sk-abcdefghijklmnopqrstuvwx" } });
    const verdict = judged(500, {}, text);
    expect(verdict).toMatchObject({ failure: { message: expect.stringContaining("no memory") } });
    expect(JSON.stringify(verdict)).not.toContain("sk-abcdef");
  });
});
