import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeUpstreams, fakeModel, fakeUpstreamsIntegration } from "../../../integrations/upstreams/fake.ts";
import { personCaller } from "../../../kernel/caller.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { interactionJudged, interactionNoted } from "../preferences/events.ts";
import { preferences } from "../preferences/index.ts";
import { prompts } from "../prompts/index.ts";
import { studyPrompt } from "../prompts/operations.ts";
import { factsOfName } from "./choosing/facts.ts";
import { routing } from "./index.ts";
import { memory } from "./learning/memory.ts";

const features = [prompts, preferences, routing];
const HOME = ["llama3.2:3b", "qwen2.5-coder:7b", "mistral-small:24b", "llama3.3:70b", "nomic-embed-text"];
const PROOF = "Prove that every finite group of prime order is cyclic, and find all groups of order 6 up to isomorphism.";

interface Chosen {
  task: string;
  difficulty: number;
  tier: string;
  model: string | null;
  reason: string;
  confidence: number;
  alternatives: { model: string; score: number; quality: number }[];
}

function classify(test: TestKernel, input: Record<string, unknown>): Promise<Chosen> {
  return test.kernel.callAsOwner("routing.classify", input) as Promise<Chosen>;
}

describe("names of models", () => {
  it.each([
    ["llama-3.1-70b-instruct", 70, 70],
    ["qwen3:0.6b", 0.6, 0.6],
    ["smollm2-135m", 0.135, 0.135],
    ["Qwen3-30B-A3B-Instruct", 30, 3],
    ["llama3.2:3b-instruct-q4_K_M", 3, 3],
  ])("reads the size of %s", (name, sizeB, activeB) => {
    expect(factsOfName(name)).toMatchObject({ sizeB, activeB, isSizeGuessed: false });
  });

  it("counts what experts share once", () => {
    const { sizeB, activeB } = factsOfName("mixtral-8x7b-instruct-v0.1");
    expect(sizeB).toBeCloseTo(46.5, 0);
    expect(activeB).toBe(14);
  });

  it.each([
    ["gpt-4o-mini", "gpt-4o"],
    ["claude-3-haiku", "claude-3-opus"],
    ["gemini-2.0-flash", "gemini-1.5-pro"],
    ["small", "large"],
    ["mistral-small-latest", "mistral-large-latest"],
    ["gpt-3.5-turbo", "gpt-4-1106-preview"],
  ])("takes %s for smaller than %s", (small, large) => {
    expect(factsOfName(small).sizeB).toBeLessThan(factsOfName(large).sizeB);
    expect(factsOfName(small).isSizeGuessed).toBe(true);
  });

  it.each(["qwen2.5-coder:7b", "codellama-13b", "deepseek-coder-v2", "starcoder2:3b", "codestral-22b"])(
    "knows that %s is made for code",
    (name) => {
      expect(factsOfName(name).isForCode).toBe(true);
    },
  );

  it.each(["llama3:8b", "encoder-decoder", "gpt-4o"])("does not take %s for a model for code", (name) => {
    expect(factsOfName(name).isForCode).toBe(false);
  });

  it("answers with a size above zero for any name", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (name) => {
        const { sizeB, activeB } = factsOfName(name);
        expect(sizeB).toBeGreaterThan(0);
        expect(activeB).toBeGreaterThan(0);
        expect(activeB).toBeLessThanOrEqual(sizeB);
      }),
    );
  });
});

function openHome(upstreams: FakeUpstreams): Promise<TestKernel> {
  return openTestKernel({ features, integrations: [fakeUpstreamsIntegration(upstreams)] });
}

describe("routing.classify", () => {
  it.each(["hi", "Hallo!", "Good morning, how are you?", "thanks a lot"])(
    "never sends the greeting %s to a large model, whatever is wished",
    async (prompt) => {
      await using test = await openTestKernel({ features });
      for (const prefer of [undefined, "quality", "speed", "cost"]) {
        const { model, tier, task } = await classify(test, { prompt, available: HOME, ...(prefer !== undefined && { prefer }) });
        expect({ task, tier }).toEqual({ task: "chat", tier: "fast" });
        expect(["llama3.2:3b", "mistral-small:24b"]).toContain(model);
      }
    },
  );

  it("sends code to the model that is made for it", async () => {
    await using test = await openTestKernel({ features });
    for (const prompt of [
      "Write a Python function that merges two sorted lists.",
      "Warum stürzt mein Go-Programm mit einem nil pointer ab?",
      "```ts\nconst a: number = 'x';\n```\nfix this",
    ]) {
      expect(await classify(test, { prompt, available: HOME })).toMatchObject({ tier: "code", model: "qwen2.5-coder:7b" });
    }
  });

  it("sends code elsewhere once the model that is made for it was rejected again and again, and says so", async () => {
    await using test = await openTestKernel({ features });
    const prompt = "Write a Python function that merges two sorted lists.";
    const ask = (): Promise<Chosen> => classify(test, { prompt, available: HOME });
    expect((await ask()).model).toBe("qwen2.5-coder:7b");
    for (let round = 0; round < 12; round += 1)
      await test.kernel.callAsOwner("preferences.interaction", { model: "qwen2.5-coder:7b", prompt, outcome: "rejected" });
    const after = await ask();
    expect(after.model).not.toBe("qwen2.5-coder:7b");
    expect(after.reason).toContain("qwen2.5-coder:7b, which is made for code and did badly in 12 earlier uses");
    expect(await classify(test, { prompt, available: ["qwen2.5-coder:7b", "tiny:1b"], prefer: "cost" })).toMatchObject({
      reason: expect.not.stringContaining("did well"),
    });
  });

  it("lets one that is little known answer now and then where the gateway asks, and never a large one a greeting", async () => {
    await using test = await openTestKernel({ features });
    const choose = async (prompt: string): Promise<Chosen> => {
      const { reading, profile } = studyPrompt(prompt);
      return (await test.kernel.callAsOwner("routing.choose", { reading, profile: [...profile], available: HOME })) as Chosen;
    };
    const prompt = "Write a short story about a lighthouse keeper and her dog.";
    for (let round = 0; round < 6; round += 1)
      await test.kernel.callAsOwner("preferences.interaction", {
        model: "llama3.2:3b",
        prompt,
        outcome: round < 3 ? "accepted" : "edited",
      });
    const tried = await choose(prompt);
    expect(tried.reason).toMatch(/was never tried here and could be better than llama3\.2:3b/);
    expect(tried.model).not.toBe("llama3.2:3b");
    expect((await classify(test, { prompt, available: HOME })).reason).not.toContain("never tried");
    for (let round = 0; round < 6; round += 1)
      await test.kernel.callAsOwner("preferences.interaction", { model: "llama3.2:3b", prompt: "Hi there!", outcome: "edited" });
    expect((await choose("Hi there!")).model).not.toBe("llama3.3:70b");
  });

  describe("where nothing was learned", () => {
    const sizes = ["llama3.2:3b", "llama3.1:8b", "llama3.3:70b"];

    it.each(["Who wrote Faust?", "What does HTTP stand for?", "What is 7 times 8?", "Wie heißt die Hauptstadt von Kanada?"])(
      "the smallest model gets what is easy, and says that it is enough: %s",
      async (prompt) => {
        await using test = await openTestKernel({ features });
        const { model, reason } = await classify(test, { prompt, available: sizes });
        expect(model).toBe("llama3.2:3b");
        expect(reason).toContain("should be enough, and answers sooner than");
        expect((await classify(test, { prompt, available: sizes, prefer: "quality" })).model).toBe("llama3.3:70b");
      },
    );

    it.each([
      "Rewrite this politely: give me the report today.",
      "Turn 'the cat sat' into the passive voice.",
      "Translate to German: Good morning, my friend.",
    ])("a large model is not troubled with a short rewriting: %s", async (prompt) => {
      await using test = await openTestKernel({ features });
      expect(["llama3.2:3b", "llama3.1:8b"]).toContain((await classify(test, { prompt, available: sizes })).model);
    });

    it("a model so small that it fails at easy things too gets none of them while a better one is there", async () => {
      await using test = await openTestKernel({ features });
      expect((await classify(test, { prompt: "Who wrote Faust?", available: ["smollm2-135m", ...sizes] })).model).toBe("llama3.2:3b");
    });
  });

  it("gives a proof to the large model, and to a smaller one when speed is asked for", async () => {
    await using test = await openTestKernel({ features });
    const hard = await classify(test, { prompt: PROOF, available: HOME });
    expect(hard).toMatchObject({ task: "math", tier: "quality", model: "llama3.3:70b" });
    expect(hard.reason).toContain("llama3.3:70b");
    const quick = await classify(test, { prompt: PROOF, available: HOME, prefer: "speed" });
    expect(factsOfName(quick.model ?? "").sizeB).toBeLessThan(70);
  });

  it("lists the others with scores, best first, and no model that makes vectors", async () => {
    await using test = await openTestKernel({ features });
    const { model, alternatives } = await classify(test, { prompt: "What is the capital of Peru?", available: [...HOME, ...HOME] });
    expect([model, ...alternatives.map((each) => each.model)].toSorted()).toEqual(
      HOME.filter((name) => !name.includes("embed")).toSorted(),
    );
    expect(alternatives.map(({ score }) => score)).toEqual(alternatives.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  it("says why there is no model", async () => {
    await using test = await openTestKernel({ features });
    expect(await classify(test, { prompt: "hi" })).toMatchObject({
      model: null,
      alternatives: [],
      reason: expect.stringContaining("No model is available"),
    });
    expect(await classify(test, { prompt: "hi", available: ["bge-m3"] })).toMatchObject({
      model: null,
      reason: expect.stringContaining("vectors"),
    });
  });

  it("takes the only model there is, also a large one for a greeting, and also an unknown one", async () => {
    await using test = await openTestKernel({ features });
    expect(await classify(test, { prompt: "hi", available: ["llama3.3:70b"] })).toMatchObject({ model: "llama3.3:70b" });
    expect(await classify(test, { prompt: "hi", available: ["no such model"] })).toMatchObject({ model: "no such model" });
  });

  describe("where upstreams are", () => {
    it("leaves out a model that nobody has, and says so", async () => {
      await using test = await openHome(new FakeUpstreams("llama3.2:3b", "llama3.3:70b"));
      const { model, alternatives, reason } = await classify(test, { prompt: PROOF, available: ["llama3.2:3b", "llama3.3:7b", "gpt-9"] });
      expect([model, ...alternatives.map((each) => each.model)]).toEqual(["llama3.2:3b"]);
      expect(reason).toContain('"llama3.3:7b" and "gpt-9" were left out: no upstream has them.');
    });

    it("chooses none where nobody has any that was named, and says which may have been meant", async () => {
      await using test = await openHome(new FakeUpstreams("llama3.2:3b", "llama3.3:70b"));
      const { reading, profile } = studyPrompt(PROOF);
      for (const asked of [
        classify(test, { prompt: PROOF, available: ["llama3.3:7b"] }),
        test.kernel.callAsOwner("routing.choose", { reading, profile: [...profile], available: ["llama3.3:7b"] }),
      ]) {
        expect(await asked).toMatchObject({
          model: null,
          alternatives: [],
          reason: 'No model is available: no upstream has "llama3.3:7b". Did you mean "llama3.3:70b"?',
        });
      }
    });

    it("knows a model by its server's name too, and what the server tells of it", async () => {
      await using test = await openHome(new FakeUpstreams(fakeModel("vectors", { upstream: "tower", kind: "embedding" }), "llama3.2:3b"));
      expect(await classify(test, { prompt: "hi", available: ["fake/llama3.2:3b"] })).toMatchObject({ model: "fake/llama3.2:3b" });
      expect(await classify(test, { prompt: "hi", available: ["tower/vectors"] })).toMatchObject({ model: null });
      expect(await classify(test, { prompt: "hi", available: ["tower/llama3.2:3b"] })).toMatchObject({ model: null });
    });

    it("believes any name while a server has not told its models yet", async () => {
      const upstreams = new FakeUpstreams("llama3.2:3b");
      const [told] = upstreams.states();
      if (told === undefined) throw new Error("the pretended server is gone");
      upstreams.states = () => [told, { ...told, name: "slow", ageMs: null }];
      await using test = await openHome(upstreams);
      expect(await classify(test, { prompt: "hi", available: ["llama3.3:70b"] })).toMatchObject({ model: "llama3.3:70b" });
    });
  });

  it.each([
    ["an empty prompt", { prompt: "" }],
    ["a model's name of two lines", { prompt: "hi", available: ["a\nb"] }],
    ["an empty name", { prompt: "hi", available: [""] }],
    ["a wish that nobody knows", { prompt: "hi", prefer: "beauty" }],
  ])("refuses %s", async (_what, input) => {
    await using test = await openTestKernel({ features });
    await expect(classify(test, input)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it.each([
    ["binary", "\0\u0001\u0002\uffff"],
    ["half a character", "\ud83d"],
    ["10 MB", "a long story ".repeat(800_000)],
  ])("reads %s", async (_what, prompt) => {
    await using test = await openTestKernel({ features });
    const { model, confidence } = await classify(test, { prompt, available: HOME });
    expect(HOME).toContain(model);
    expect(confidence).toBeGreaterThan(0);
  });
});

describe("learning", () => {
  const easy = "What is the capital of France?";
  const hard = "Solve the differential equation y'' + 4y' + 4y = 0 with y(0) = 1 and y'(0) = 0.";

  async function teach(test: TestKernel, userId: string, rounds: number): Promise<void> {
    const host = test.kernel.hostOf("preferences");
    for (let round = 0; round < rounds; round += 1) {
      for (const [prompt, model, outcome] of [
        [hard, "small:8b", "rejected"],
        [hard, "large:70b", "accepted"],
        [easy, "small:8b", "accepted"],
        [easy, "large:70b", "accepted"],
      ] as const) {
        const { reading, profile } = studyPrompt(prompt);
        const id = `${userId}-${round}-${model}-${outcome}-${prompt.length}`;
        await host.emit(interactionNoted, {
          id,
          userId,
          task: reading.task,
          model,
          at: round,
          latencyMs: null,
          tokens: null,
          outcome,
          features: profile,
        });
      }
    }
  }

  const pair = { available: ["small:8b", "large:70b"] };
  const isLearned = async (test: TestKernel): Promise<boolean> => (await classify(test, { prompt: hard, ...pair })).difficulty > 0.8;

  it("speaks of the pair that it learned, for whom it learned it, also after a restart", async () => {
    const first = await openTestKernel({ features });
    const before = await classify(first, { prompt: easy, ...pair });
    await teach(first, "owner", 20);
    await expect.poll(() => isLearned(first), { timeout: 20_000 }).toBe(true);
    const after = await classify(first, { prompt: easy, ...pair });
    expect(after.difficulty).toBeLessThan(before.difficulty);
    expect(await classify(first, { prompt: hard, ...pair })).toMatchObject({ model: "large:70b" });
    await first.kernel.stop();

    await using second = await openTestKernel({ features, home: first.home });
    await expect.poll(() => isLearned(second), { timeout: 20_000 }).toBe(true);
    const stranger = (await second.kernel.callAs(personCaller("ben"), "routing.classify", { prompt: hard, ...pair })) as Chosen;
    expect(stranger.difficulty).toBeLessThan(0.8);
  }, 60_000);

  it("learns from what people tell of a prompt's answer through preferences", async () => {
    await using test = await openTestKernel({ features });
    for (let round = 0; round < 20; round += 1) {
      for (const [prompt, model, outcome] of [
        [hard, "small:8b", "rejected"],
        [hard, "large:70b", "accepted"],
        [easy, "small:8b", "accepted"],
        [easy, "large:70b", "accepted"],
      ] as const) {
        await test.kernel.callAsOwner("preferences.interaction", { prompt, model, outcome });
      }
    }
    await expect.poll(() => isLearned(test), { timeout: 20_000 }).toBe(true);
  }, 60_000);

  it("learns from a word that comes before its interaction, once that is noted", async () => {
    await using test = await openTestKernel({ features });
    const host = test.kernel.hostOf("preferences");
    const { personal } = routing;
    if (personal === "nothing") throw new Error("outcomes are personal");
    const kept = async (): Promise<{ id: string; value: number | null }[]> =>
      (await personal.export(test.kernel.hostOf("routing"), "owner")) as { id: string; value: number | null }[];
    const { reading, profile } = studyPrompt(easy);
    const answered = { userId: "owner", task: reading.task, model: "small:8b", at: 1, latencyMs: null, tokens: null, features: profile };
    const said = { outcome: "rejected", at: 2, reason: "said so" } as const;
    await host.emit(interactionJudged, { id: "early", ...said });
    // Words are heard in the order in which they came: with the later one the earlier was heard.
    await host.emit(interactionNoted, { id: "before", ...answered, outcome: null });
    await host.emit(interactionJudged, { id: "before", ...said });
    await expect.poll(kept, { timeout: 20_000 }).toMatchObject([{ id: "before", value: 0 }]);
    await host.emit(interactionNoted, { id: "early", ...answered, outcome: null });
    await expect.poll(kept, { timeout: 20_000 }).toMatchObject([
      { id: "before", value: 0 },
      { id: "early", value: 0 },
    ]);
    const learned = (): number | undefined => test.kernel.hostOf("routing").part(memory).learnerOf("owner", "small:8b")?.count;
    await expect.poll(learned, { timeout: 20_000 }).toBe(2);
  });

  it("takes back what it learned when the word changes, and forgets with the person", async () => {
    await using test = await openTestKernel({ features });
    const host = test.kernel.hostOf("preferences");
    await teach(test, "owner", 20);
    await expect.poll(() => isLearned(test), { timeout: 20_000 }).toBe(true);
    const { personal } = routing;
    if (personal === "nothing") throw new Error("outcomes are personal");
    const own = test.kernel.hostOf("routing");
    const kept = async (): Promise<{ id: string; value: number }[]> =>
      (await personal.export(own, "owner")) as { id: string; value: number }[];
    await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBe(80);
    const rows = await kept();
    for (const { id, value } of rows)
      if (value === 0) await host.emit(interactionJudged, { id, outcome: "accepted", at: 1, reason: "said so later" });
    await expect.poll(() => isLearned(test), { timeout: 20_000 }).toBe(false);
    expect(await personal.erase(own, "owner")).toBe(80);
    expect(await personal.export(own, "owner")).toEqual([]);
  }, 60_000);
});
