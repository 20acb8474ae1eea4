import { describe, expect, it } from "vitest";
import { personCaller, type Caller } from "../../../kernel/caller.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { FakeUpstreams, fakeUpstreamsIntegration } from "../../../integrations/upstreams/fake.ts";
import type { Outcome } from "./events.ts";
import { interactionJudged, interactionNoted } from "./events.ts";
import { preferences } from "./index.ts";

const features = [preferences];
const anna = personCaller("anna");
const ben = personCaller("ben");

interface Recommendation {
  model: string | null;
  score: number;
  reason: string;
  basis: string;
  previous: string | null;
  explore: { model: string } | null;
  alternatives: { model: string; score: number; uses: number; successRate: number | null; basis: string }[];
}

async function tell(test: TestKernel, caller: Caller, model: string, outcomes: readonly Outcome[], more = {}): Promise<string[]> {
  const ids: string[] = [];
  for (const outcome of outcomes) {
    const { id } = (await test.kernel.callAs(caller, "preferences.interaction", { model, task: "code", outcome, ...more })) as {
      id: string;
    };
    ids.push(id);
  }
  return ids;
}

async function recommended(test: TestKernel, caller: Caller, input = {}): Promise<Recommendation> {
  return (await test.kernel.callAs(caller, "preferences.recommendation", { task: "code", ...input })) as Recommendation;
}

describe("a recommendation", () => {
  it("is none before anything is known", async () => {
    await using test = await openTestKernel({ features });
    expect(await recommended(test, anna)).toMatchObject({ model: null, basis: "prior", alternatives: [] });
    const among = await recommended(test, anna, { available: ["small", "large"] });
    expect(among).toMatchObject({ model: null, basis: "prior" });
    expect(among.alternatives).toMatchObject([
      { model: "large", uses: 0, successRate: null, basis: "prior" },
      { model: "small", uses: 0, successRate: null, basis: "prior" },
    ]);
  });

  it("is told for every task at once, with what it rests on", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "small", ["accepted", "accepted", "accepted", "edited"]);
    await tell(test, anna, "large", ["rejected"]);
    await tell(test, ben, "large", ["accepted"]);
    const { tasks } = (await test.kernel.callAs(anna, "preferences.tasks", {})) as { tasks: { task: string; models: unknown[] }[] };
    expect(tasks).toHaveLength(10);
    expect(tasks.find(({ task }) => task === "code")).toMatchObject({
      model: "small",
      basis: "learned",
      uses: 5,
      models: [
        { model: "small", uses: 4, basis: "own" },
        { model: "large", uses: 1 },
      ],
    });
    expect(tasks.find(({ task }) => task === "math")).toMatchObject({ basis: "prior", uses: 0 });
  });

  it("visibly changes after 20 varied interactions with mixed outcomes, and says why", async () => {
    const clock = new ManualClock();
    await using test = await openTestKernel({ features, clock });
    await tell(test, anna, "small", ["accepted", "accepted", "accepted", "edited"]);
    expect(await recommended(test, anna)).toMatchObject({ model: "small", basis: "learned", previous: null });
    for (let round = 0; round < 8; round += 1) {
      clock.advance(3_600_000);
      await tell(test, anna, "small", [round % 2 === 0 ? "regenerated" : "rejected"]);
      await tell(test, anna, "large", [round === 3 ? "edited" : "accepted"], { latencyMs: 2_500, tokens: 400 });
    }
    const after = await recommended(test, anna);
    expect(after).toMatchObject({ model: "large", basis: "learned", previous: "small" });
    expect(after.reason).toMatch(
      /^large had \d+ of \d+ answers at code accepted.*small had \d+ of \d+.*recommended instead of small\. By now large had 7 of 8 /,
    );
    expect(after.alternatives[0]?.model).toBe("small");
    expect(after.alternatives[0]?.score).toBeLessThan(after.score);
  });

  it("leaves what fails again and again, also for a model that was used for other things only", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "large", ["accepted", "accepted", "accepted"], { task: "math" });
    await tell(test, anna, "coder", ["accepted", "accepted", "accepted"]);
    expect(await recommended(test, anna)).toMatchObject({ model: "coder", basis: "learned" });
    await tell(test, anna, "coder", ["rejected", "rejected", "rejected", "rejected", "rejected", "rejected"]);
    const after = await recommended(test, anna);
    expect(after).toMatchObject({ model: "large", previous: "coder" });
    expect(after.reason).toMatch(/coder had 3 of \d answers at code accepted/);
    expect(after.reason).toContain("large has no record with you at code, only at other tasks");
  });

  it("does not carry a bad record over to a task at which another one did well", async () => {
    await using test = await openTestKernel({ features });
    await tell(
      test,
      anna,
      "coder",
      Array.from({ length: 16 }, (_, index) => (index % 4 === 0 ? "accepted" : "rejected")),
    );
    await tell(test, anna, "large", ["accepted", "accepted"], { task: "math" });
    const math = await recommended(test, anna, { task: "math", available: ["coder", "large"] });
    expect(math.model).toBe("large");
    expect(math.alternatives).toMatchObject([{ model: "coder", basis: "model" }]);
  });

  it("stays with what does well here, whatever it did elsewhere and others do elsewhere", async () => {
    await using test = await openTestKernel({ features });
    await tell(
      test,
      anna,
      "coder",
      Array.from({ length: 8 }, () => "accepted" as const),
    );
    await tell(test, anna, "small", ["regenerated", "regenerated", "regenerated", "regenerated", "regenerated"]);
    await tell(test, anna, "small", ["accepted", "accepted", "accepted", "accepted"], { task: "chat" });
    expect(await recommended(test, anna, { task: "chat" })).toMatchObject({ model: "small", basis: "learned" });
    expect((await recommended(test, anna)).model).toBe("coder");
  });

  it("says what the record is by now, not what it was when the model became recommended", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "small", ["accepted", "accepted", "accepted"]);
    const before = await recommended(test, anna);
    expect(before.reason).toContain("3 of 3");
    await tell(test, anna, "small", ["accepted", "edited"]);
    expect((await recommended(test, anna)).reason).toBe(`${before.reason} By now small had 4 of 5 answers at code accepted (1 edited).`);
  });

  it("does not move for the luck of a single answer", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "small", ["accepted", "accepted", "accepted", "accepted"]);
    await tell(test, anna, "large", ["accepted", "accepted", "accepted", "accepted", "accepted"]);
    expect((await recommended(test, anna)).model).toBe("small");
    await tell(test, anna, "small", ["edited"]);
    expect(await recommended(test, anna)).toMatchObject({ model: "small", previous: null });
  });

  it("takes the best that is known when the recommended model is not available, and says so", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "small", ["accepted", "accepted", "accepted"]);
    await tell(test, anna, "large", ["accepted", "accepted", "edited", "edited"]);
    const other = await recommended(test, anna, { available: ["large", "tiny"] });
    expect(other).toMatchObject({ model: "large", basis: "learned" });
    expect(other.reason).toContain("small, which is recommended otherwise, is not among them");
  });

  it("falls back to what others of the house found, and then to the model at other tasks", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "large", ["accepted", "accepted", "accepted", "accepted"]);
    await tell(test, anna, "small", ["rejected", "rejected", "rejected"]);
    const bens = await recommended(test, ben);
    expect(bens).toMatchObject({ model: "large", basis: "learned" });
    expect(bens.alternatives).toMatchObject([{ model: "small", uses: 0, successRate: null, basis: "household" }]);
    expect(await recommended(test, ben, { task: "math", available: ["large", "small"] })).toMatchObject({ model: "large", basis: "prior" });
    await tell(test, ben, "large", ["rejected", "rejected", "rejected", "rejected"]);
    await tell(test, ben, "small", ["accepted", "accepted", "accepted", "accepted", "accepted"]);
    expect((await recommended(test, ben)).model).toBe("small");
    expect((await recommended(test, anna)).model).toBe("large");
  });

  it("lets a rejection and a regeneration hurt more than an edit", async () => {
    await using test = await openTestKernel({ features });
    for (const outcome of ["edited", "regenerated", "rejected"] as const) await tell(test, anna, outcome, ["accepted", outcome, outcome]);
    const { scores } = (await test.kernel.callAs(anna, "preferences.scores", {
      task: "code",
      models: ["edited", "regenerated", "rejected"],
    })) as { scores: { model: string; score: number }[] };
    expect(scores.map(({ model }) => model)).toEqual(["edited", "regenerated", "rejected"]);
    expect(scores.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  it("prefers the quicker of two that please alike", async () => {
    await using test = await openTestKernel({ features });
    const pleased = Array.from({ length: 5 }, () => "accepted" as const);
    await tell(test, anna, "slow", pleased, { latencyMs: 120_000, tokens: 9_000 });
    await tell(test, anna, "quick", pleased, { latencyMs: 800, tokens: 300 });
    const after = await recommended(test, anna);
    expect(after).toMatchObject({ model: "quick", previous: "slow" });
    expect(after.reason).toContain("0.8 s against 120 s each");
  });

  it("forgets what is long ago", async () => {
    const clock = new ManualClock();
    await using test = await openTestKernel({ features, clock });
    await tell(test, anna, "old", ["accepted", "accepted", "accepted", "accepted", "accepted", "accepted"]);
    clock.advance(120 * 86_400_000);
    await tell(test, anna, "new", ["accepted", "accepted", "accepted", "accepted"]);
    await tell(test, anna, "old", ["rejected", "rejected"]);
    expect((await recommended(test, anna)).model).toBe("new");
  });

  it("is the same after a restart, with its reason", async () => {
    const clock = new ManualClock();
    const first = await openTestKernel({ features, clock });
    await tell(first, anna, "small", ["accepted", "edited", "accepted", "rejected"], { latencyMs: 700 });
    await tell(first, anna, "large", ["accepted", "accepted", "accepted"], { tokens: 90 });
    const before = await recommended(first, anna);
    await first.kernel.stop();
    await using second = await openTestKernel({ features, clock, home: first.home });
    expect(await recommended(second, anna)).toEqual(before);
  });
});

describe("exploration", () => {
  const many = Array.from({ length: 30 }, (_, index) => (index % 4 === 3 ? "regenerated" : "accepted"));

  it("names a model that nobody tried, until its share is used up", async () => {
    await using test = await openTestKernel({ features });
    await tell(test, anna, "small", many);
    const available = ["small", "untried"];
    let tries = 0;
    for (; (await recommended(test, anna, { available })).explore !== null; tries += 1) await tell(test, anna, "untried", ["edited"]);
    expect(tries).toBeGreaterThan(0);
    // A twentieth of the uses, and first tries by the root of them.
    expect(tries).toBeLessThanOrEqual(0.05 * (45 + 30 * Math.sqrt(45)));
    expect(await recommended(test, anna, { available })).toMatchObject({ model: "small" });
  });

  it("can be switched off", async () => {
    await using test = await openTestKernel({ features, settings: { preferences: { isExploring: false } } });
    await tell(test, anna, "small", many);
    expect((await recommended(test, anna, { available: ["small", "untried"] })).explore).toBeNull();
  });
});

describe("feedback that comes later", () => {
  it("replaces what was said before, as often as it comes", async () => {
    await using test = await openTestKernel({ features });
    const [id] = await tell(test, anna, "small", ["accepted"]);
    const before = await recommended(test, anna, { available: ["small"] });
    for (let time = 0; time < 2; time += 1)
      expect(await test.kernel.callAs(anna, "preferences.interaction", { interactionId: id, outcome: "rejected" })).toEqual({
        id,
        task: "code",
        model: "small",
        outcome: "rejected",
      });
    const after = await recommended(test, anna, { available: ["small"] });
    expect(after.score).toBeLessThan(before.score);
    expect(after.reason).toContain("small had 0 of 1 answers at code accepted (1 rejected)");
  });

  it("about somebody else's interaction is not found, and changes nothing", async () => {
    await using test = await openTestKernel({ features });
    const [id] = await tell(test, anna, "small", ["accepted"]);
    const before = await recommended(test, anna, { available: ["small"] });
    const call = test.kernel.callAs(ben, "preferences.interaction", {
      interactionId: id,
      model: "small",
      task: "code",
      outcome: "rejected",
    });
    await expect(call).rejects.toMatchObject({ code: "not_found", status: 404 });
    expect(await recommended(test, anna, { available: ["small"] })).toEqual(before);
  });

  it("comes from the gateway as events: told twice it counts once, and a word may come before its interaction", async () => {
    await using test = await openTestKernel({ features });
    const host = test.kernel.hostOf("gateway");
    const at = Date.UTC(2026, 0, 1);
    const told = { id: "int_a", userId: "anna", task: "code", model: "small", at, latencyMs: 900, tokens: null, outcome: null } as const;
    await host.emit(interactionJudged, { id: "int_b", outcome: "rejected", at, reason: "asked again" });
    await host.emit(interactionNoted, told);
    await host.emit(interactionNoted, told);
    await host.emit(interactionNoted, { ...told, id: "int_b" });
    await host.emit(interactionJudged, { id: "int_a", outcome: "accepted", at, reason: "the conversation went on" });
    await expect
      .poll(async () => (await recommended(test, anna, { available: ["small"] })).reason, { timeout: 10_000 })
      .toContain("small had 1 of 2 answers at code accepted (1 rejected)");
  });
});

describe("bad input", () => {
  it.each([
    ["negative latency", { model: "small", task: "code", outcome: "accepted", latencyMs: -1 }],
    ["an outcome that there is not", { model: "small", task: "code", outcome: "liked" }],
    ["a task that there is not", { model: "small", task: "cooking", outcome: "accepted" }],
    ["neither task nor prompt", { model: "small", outcome: "accepted" }],
    ["both task and prompt", { model: "small", task: "code", prompt: "hi", outcome: "accepted" }],
    ["no model and no interaction", { task: "code", outcome: "accepted" }],
    ["a model's name of two lines", { model: "a\nb", task: "code", outcome: "accepted" }],
    ["a model's name without end", { model: "m".repeat(300), task: "code", outcome: "accepted" }],
  ])("%s is refused", async (_what, input) => {
    await using test = await openTestKernel({ features });
    await expect(test.kernel.callAs(anna, "preferences.interaction", input)).rejects.toMatchObject({ code: "invalid_input" });
    expect(await recommended(test, anna)).toMatchObject({ model: null });
  });

  it("a model that no connected server has is refused, with the name that was meant", async () => {
    const integrations = [fakeUpstreamsIntegration(new FakeUpstreams("qwen3:8b", "llama3:70b"))];
    await using test = await openTestKernel({ features, integrations });
    const told = { task: "code", outcome: "accepted" };
    await expect(test.kernel.callAs(anna, "preferences.interaction", { ...told, model: "qwen3:9b" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining('Did you mean "qwen3:8b"?') as unknown,
    });
    await test.kernel.callAs(anna, "preferences.interaction", { ...told, model: "qwen3:8b" });
    expect((await recommended(test, anna)).alternatives.map(({ model }) => model)).toEqual(["llama3:70b"]);
  });

  it("reads the task of a prompt", async () => {
    await using test = await openTestKernel({ features });
    const input = { model: "small", prompt: "Write a Python function that reverses a linked list.", outcome: "accepted" };
    expect(await test.kernel.callAs(anna, "preferences.interaction", input)).toMatchObject({ task: "code" });
  });
});
