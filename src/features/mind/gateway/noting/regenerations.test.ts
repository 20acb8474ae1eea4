import { describe, expect, it } from "vitest";
import { readConversation } from "../reading/conversation.ts";
import { Regenerations, type Heard, type Judgement } from "./regenerations.ts";

const ANSWER = "A reverse proxy stands before your services and hands each request on to one of them";
const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });
const QUESTION = [user("What is a reverse proxy?")];
const DIALOGUE = [user("Hello"), assistant("Hello, how can I help?"), user("What is a reverse proxy?")];

/** What a person at a chat page sends, and gets answered in two seconds. */
class Telling {
  readonly regenerations = new Regenerations();
  #count = 0;
  now = 1_000_000;

  tell(messages: object[], changes: Partial<Heard> = {}): Judgement[] {
    const startedAt = changes.startedAt ?? this.now;
    this.now = startedAt + 2_000;
    this.#count += 1;
    return this.regenerations.hear({
      id: `i${this.#count}`,
      callerId: "person:owner",
      conversation: readConversation(messages),
      wantedModel: "small",
      startedAt,
      endedAt: this.now,
      isAnswered: true,
      answer: ANSWER,
      hasToolCalls: false,
      isStreamed: true,
      isReproducible: false,
      othersUnderWay: 0,
      startedLately: 2,
      ...changes,
    });
  }

  wait(ms: number): Judgement[] {
    this.now += ms;
    return this.regenerations.settle(this.now);
  }
}

function toldTwice(messages: object[], both: Partial<Heard> = {}, second: Partial<Heard> = {}, gapMs = 8_000): Judgement[] {
  const telling = new Telling();
  telling.tell(messages, both);
  telling.now += gapMs;
  return [...telling.tell(messages, { ...both, ...second }), ...telling.wait(600_000)];
}

const regenerated = [expect.objectContaining({ id: "i1", outcome: "regenerated" })];

describe("a regeneration", () => {
  it.each<[string, object[], Partial<Heard>, Partial<Heard>]>([
    ["of a streamed question", QUESTION, {}, {}],
    ["of a dialogue that is not streamed", DIALOGUE, { isStreamed: false }, {}],
    ["by another model", DIALOGUE, {}, { wantedModel: "large" }],
    ["where the gateway chooses", DIALOGUE, { wantedModel: null }, {}],
    ["of a lone question that is not streamed, once nothing more came", QUESTION, { isStreamed: false }, {}],
  ])("is seen %s", (_what, messages, both, second) => {
    expect(toldTwice(messages, both, second)).toEqual(regenerated);
  });

  it("judges each answer that was not wanted, once", () => {
    const telling = new Telling();
    const judged = [1_500, 4_000, 9_000].flatMap((gapMs) => {
      const judgements = telling.tell(DIALOGUE);
      telling.now += gapMs;
      return judgements;
    });
    expect(judged.map(({ id }) => id)).toEqual(["i1", "i2"]);
  });
});

describe("no regeneration is", () => {
  it.each<[string, object[], Partial<Heard>, Partial<Heard>, number?]>([
    ["a retry after an error", DIALOGUE, { isAnswered: false }, { isAnswered: true }],
    ["a call that itself failed", DIALOGUE, {}, { isAnswered: false }],
    ["what another caller asks", DIALOGUE, {}, { callerId: "program:other" }],
    ["what comes sooner than anybody can read", DIALOGUE, {}, {}, 100],
    ["what began before the answer ended", DIALOGUE, {}, {}, -1_500],
    ["what comes hours later", DIALOGUE, {}, {}, 3 * 3_600_000],
    ["an evaluation at temperature 0, with a seed, several answers or log probabilities", DIALOGUE, { isReproducible: true }, {}],
    ["a step of a tool loop", [...DIALOGUE, assistant(""), { role: "tool", content: "42" }], {}, {}],
    ["a repetition after an answer that called tools", DIALOGUE, { hasToolCalls: true }, {}],
    ["a repetition after an empty answer", DIALOGUE, { answer: " " }, {}],
    ["one of many at once", DIALOGUE, { othersUnderWay: 8 }, {}],
    ["one of a long series", DIALOGUE, { startedLately: 60 }, {}],
    ["a comparison of models by lone questions", QUESTION, { isStreamed: false }, { wantedModel: "large" }],
  ])("%s", (_what, messages, both, second, gapMs) => {
    expect(toldTwice(messages, both, second, gapMs)).toEqual([]);
  });

  it("a question of a workflow that runs every minute, from its first repetition on", () => {
    const telling = new Telling();
    const judged: Judgement[] = [];
    for (let run = 0; run < 20; run += 1) {
      judged.push(...telling.tell(QUESTION, { isStreamed: false, startedAt: 1_000_000 + run * 60_000 }));
      for (let second = 0; second < 57; second += 1) judged.push(...telling.wait(1_000));
    }
    expect(judged).toEqual([]);
  });

  it("a streamed workflow's, from its second repetition on", () => {
    const telling = new Telling();
    const judged = Array.from({ length: 20 }, (_, run) => telling.tell(QUESTION, { startedAt: 1_000_000 + run * 60_000 })).flat();
    expect(judged.length).toBeLessThanOrEqual(1);
  });

  it("sampling one prompt again and again", () => {
    const telling = new Telling();
    const judged = Array.from({ length: 30 }, () => {
      telling.now += 50;
      return telling.tell(DIALOGUE);
    }).flat();
    expect(judged).toEqual([]);
  });

  it("another question in the same place", () => {
    const telling = new Telling();
    telling.tell(DIALOGUE);
    telling.now += 8_000;
    expect(telling.tell([...DIALOGUE.slice(0, 2), user("What is a load balancer?")])).toEqual([]);
  });
});

function goingOn(withAnswer: string): Judgement[] {
  const telling = new Telling();
  telling.tell(DIALOGUE);
  telling.now += 20_000;
  return telling.tell([...DIALOGUE, assistant(withAnswer), user("And a load balancer?")]);
}

describe("a conversation that goes on", () => {
  it.each([
    ["with the answer", ANSWER, "accepted"],
    ["with the answer tidied up", `<think>proxy...</think>\n\n${ANSWER.replaceAll(" ", "  ")}\n`, "accepted"],
    ["with the answer cut short", ANSWER.slice(0, 60), "accepted"],
    ["with a changed answer", ANSWER.replace("services", "own home services").replace("each", "every"), "edited"],
    ["with another answer in its place", "Something that was written entirely elsewhere by nobody known", "regenerated"],
  ])("%s", (_what, text, outcome) => {
    expect(goingOn(text)).toEqual([expect.objectContaining({ id: "i1", outcome })]);
  });

  it("with an earlier answer: the later one was not wanted", () => {
    const telling = new Telling();
    telling.tell(DIALOGUE);
    telling.now += 5_000;
    telling.tell(DIALOGUE, { answer: "Another one altogether" });
    telling.now += 5_000;
    const judged = telling.tell([...DIALOGUE, assistant(ANSWER), user("And a load balancer?")]);
    expect(judged).toEqual([expect.objectContaining({ id: "i2", outcome: "regenerated" })]);
  });
});

it("memory is bounded, and old conversations go first", () => {
  const telling = new Telling();
  for (let count = 0; count < 5_000; count += 1) telling.tell([user(`Question ${count}`)]);
  expect(telling.regenerations.size).toBeLessThanOrEqual(2_001);
});
