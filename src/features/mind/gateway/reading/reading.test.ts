import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readWhole, StreamReader } from "./answer.ts";
import { readConversation } from "./conversation.ts";
import { isSameText, likeness } from "./likeness.ts";
import { ServerEvents } from "./server-events.ts";

function dataOf(text: string, cuts: readonly number[]): string[] {
  const bytes = Buffer.from(text, "utf8");
  const events = new ServerEvents();
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted((a, b) => a - b);
  return places.slice(1).flatMap((to, index) => events.push(bytes.subarray(places[index], to)));
}

describe("server-sent events", () => {
  it("are the same however the bytes are cut, with any line ends", () => {
    const data = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(data), fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat()), (list, end, cuts) => {
        const text = list.map((each) => `event: x${end}data: ${each}${end}${end}`).join("");
        // A lone carriage return at the very end may be the first half of a line's end.
        expect(dataOf(`${text}:${end}x${end}`, cuts)).toEqual(list);
      }),
    );
  });

  it("join the lines of one event, and leave comments out", () => {
    expect(dataOf(": at work\n\ndata: a\ndata:b\nid: 7\n\n", [])).toEqual(["a\nb"]);
  });

  it("of megabytes without an end cost no memory", () => {
    const events = new ServerEvents();
    for (let megabyte = 0; megabyte < 5; megabyte += 1) expect(events.push(Buffer.alloc(1_048_577, "x"))).toEqual([]);
    expect(events.push(Buffer.from("\n\ndata: well again\n\n"))).toEqual(["well again"]);
  });
});

const piece = (choice: object): Buffer => Buffer.from(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);

describe("an answer", () => {
  it("is read whole", () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const answer = { choices: [{ message: { content: "Hi", tool_calls: [] }, finish_reason: "stop" }], usage };
    expect(readWhole(answer)).toMatchObject({
      text: "Hi",
      hasToolCalls: false,
      isWhole: true,
      failure: null,
      promptTokens: 3,
      answerTokens: 4,
    });
  });

  it.each([
    ["nothing", undefined],
    ["a text", "Hello"],
    ["no choices", { object: "chat.completion" }],
    ["choices that are none", { choices: "many" }],
  ])("may be a lie: %s", (_what, value) => {
    expect(readWhole(value)).toMatchObject({ isWhole: false, failure: expect.stringContaining("no chat completion") });
  });

  it("with a usage that cannot be has none", () => {
    const usage = { prompt_tokens: -4, completion_tokens: "many" };
    const reading = readWhole({ choices: [{ message: { content: "x" } }], usage });
    expect(reading).toMatchObject({ failure: null, promptTokens: null, answerTokens: null });
  });

  it("that is streamed comes together, and is whole at its mark or its reason to finish", () => {
    const reader = new StreamReader();
    reader.push(piece({ delta: { role: "assistant", content: "Hel" } }));
    reader.push(piece({ delta: { content: "lo" } }));
    expect(reader.reading).toMatchObject({ text: "Hello", isWhole: false });
    reader.push(piece({ delta: {}, finish_reason: "stop" }));
    reader.end();
    expect(reader.reading.isWhole).toBe(true);
  });

  it("that ends without either is not whole", () => {
    const reader = new StreamReader();
    reader.push(Buffer.from('data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n'));
    reader.end();
    expect(reader.reading.isWhole).toBe(false);
  });

  it("remembers no more than its beginning", () => {
    const reader = new StreamReader();
    for (let piece = 0; piece < 100; piece += 1)
      reader.push(Buffer.from(`data: {"choices":[{"delta":{"content":"${"x".repeat(1_000)}"}}]}\n\n`));
    expect([reader.reading.text.length, reader.reading.textLength]).toEqual([8_000, 100_000]);
  });

  it("may be anything", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof readWhole(value).isWhole === "boolean"));
  });
});

const user = (content: unknown) => ({ role: "user", content });

const assistant = (content: string) => ({ role: "assistant", content });

const at = (time: string, answer: string) =>
  readConversation([{ role: "system", content: `It is ${time}.` }, user("a"), assistant(answer), user("b")]).digest;

const image = (data: string) =>
  readConversation([
    user([
      { type: "text", text: "What is it?" },
      { type: "image_url", image_url: { url: `data:${data}` } },
    ]),
  ]);

describe("a conversation", () => {
  it("is the same with another time of day in its system prompt, and with thoughts left out", () => {
    expect(at("10:31", "<think>hm</think> Yes.")).toBe(at("11:02", "Yes."));
    expect(at("10:31", "Yes.")).not.toBe(at("10:31", "No."));
  });

  it("knows what it was before its last exchange", () => {
    const before = readConversation([user("a")]);
    expect(readConversation([user("a"), assistant("Yes."), user("b")]).before).toEqual({ digest: before.digest, answer: "Yes." });
    expect(before.before).toBeNull();
  });

  it("reads texts of parts, and tells images apart by what they are", () => {
    expect(image("AAAA").prompt).toBe("What is it?");
    expect(image("AAAA").digest).not.toBe(image("AAAB").digest);
  });

  it("of ten megabytes is read, and told from another by its ends", () => {
    const long = "x".repeat(10_000_000);
    expect(readConversation([user(long)]).digest).not.toBe(readConversation([user(`${long}y`)]).digest);
  });

  it("may be anything", () => {
    fc.assert(fc.property(fc.jsonValue(), (messages) => typeof readConversation(messages).digest === "string"));
    fc.assert(
      fc.property(
        fc.array(fc.record({ role: fc.string(), content: fc.jsonValue() })),
        (messages) => readConversation(messages).lastRole === (messages.at(-1)?.role ?? ""),
      ),
    );
  });
});

describe("likeness", () => {
  const answer = "The quick brown fox jumps over the lazy dog near the bank of the river today";

  it("is whole for the same, high for a part and an edit, low for another text", () => {
    expect(isSameText(`  ${answer}\n`, answer.replaceAll(" ", "\n "))).toBe(true);
    expect(likeness("The quick brown fox jumps over", answer).fromAnswer).toBeGreaterThan(0.8);
    expect(likeness(answer.replace("lazy", "sleeping"), answer).fromAnswer).toBeGreaterThan(0.7);
    expect(likeness("Entirely other words stand here and nothing of that", answer).fromAnswer).toBeLessThan(0.2);
    expect(likeness("", "")).toEqual({ fromAnswer: 0, ofAnswer: 0 });
  });
});
