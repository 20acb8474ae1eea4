import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openTestKernel } from "../../../kernel/testing.ts";
import { prompts } from "./index.ts";
import { readPrompt } from "./operations.ts";

describe("readPrompt", () => {
  it.each([
    ["code", "My Go service panics with a nil pointer when the channel is closed. How do I fix it?"],
    ["code", "Schreibe ein Python-Skript, das alle Bilder in einem Ordner verkleinert."],
    ["math", "Find the derivative of g(x) = 5x^2 - 3x at x = 4."],
    ["creative", "Write a short story about a cat that inherits a castle."],
    ["creative", "Schreibe ein Gedicht über den Herbst."],
    ["reasoning", "What would the world look like if rivers had never existed?"],
    ["knowledge", "What is the difference between a virus and a bacterium?"],
    ["roleplay", "You are a grumpy innkeeper in a fantasy town. Stay in character. I walk in."],
    ["extraction", "Extract all dates and names from the following text as JSON: On 3 May Anna met Bob."],
    ["translation", "Translate into French: I will be late tomorrow."],
    ["summarization", "Fasse den folgenden Artikel in zwei Sätzen zusammen: Die Stadt baut einen neuen Park."],
    ["chat", "Guten Morgen, wie geht es dir?"],
    ["chat", "hi"],
  ])("takes for %s: %s", (task, prompt) => {
    expect(readPrompt(prompt).task).toBe(task);
  });

  it.each([
    "Quelle heure est-il ?",
    "Où se trouve la tour Eiffel ?",
    "Wie spät ist es?",
    "¿Dónde está la biblioteca?",
    "Che ore sono?",
    "Onde fica a estação?",
    "Hoe laat is het?",
    "Która jest godzina?",
    "Var ligger Uppsala?",
    "Saat kaç?",
    "Где находится вокзал?",
  ])("does not take an everyday question for mathematics: %s", (prompt) => {
    expect(["knowledge", "chat", "reasoning"]).toContain(readPrompt(prompt).task);
  });

  it.each(["Combien font 7 fois 8 ?", "¿Cuánto es 12 por 12?", "Was ist die Ableitung von x^3?", "Ile to jest 6 razy 7?"])(
    "takes for mathematics: %s",
    (prompt) => {
      expect(readPrompt(prompt).task).toBe("math");
    },
  );

  it.each([
    ["en", "Write a python function to reverse a list"],
    ["de", "Wie wird das Wetter morgen und was soll ich anziehen?"],
    ["fr", "Quelle est la capitale de l'Australie et pourquoi ?"],
    ["es", "¿Cómo se hace una tortilla de patatas?"],
    ["ru", "Напиши рассказ о море"],
    ["uk", "Напиши оповідання про море та її хвилі"],
    ["zh", "写一个关于海的故事"],
    ["ja", "海についての話を書いてください"],
    ["ko", "바다에 대한 이야기를 써 주세요"],
    ["unknown", "12 + 30 = ?"],
    ["unknown", ""],
  ])("reads the language %s", (language, prompt) => {
    expect(readPrompt(prompt).language).toBe(language);
  });

  it("finds a proof harder than a greeting", () => {
    const easy = readPrompt("Hello! How are you today?").difficulty;
    const hard = readPrompt("Prove that there are infinitely many primes of the form 4k + 3, step by step.").difficulty;
    expect(easy).toBeLessThan(0.2);
    expect(hard).toBeGreaterThan(0.5);
  });

  it("tells code from prose", () => {
    expect(readPrompt("Tell me about the history of Portugal.\nWho ruled it in 1500?").codeShare).toBe(0);
    expect(readPrompt("```js\nconst a = 1;\nconsole.log(a);\n```").codeShare).toBe(1);
  });

  it("looks at the system prompt when the prompt itself says next to nothing", () => {
    const bare = readPrompt(
      "Auf dem Tisch liegt ein Buch.",
      "You translate every message of the user into English. Output the translation only.",
    );
    expect(bare.task).toBe("translation");
  });

  it("reads a long prompt by its head and tail", () => {
    const filling = [
      "The council approved the new harbour on Monday after a debate of nine hours. ",
      "Fishermen fear for their berths, while hotels expect more guests in summer. ",
      "A report by the university puts the cost at twelve million, a third more than planned. ",
      "Work is to begin in March and may last two years, said the mayor. ",
    ]
      .join("")
      .repeat(7_000);
    expect(readPrompt(`Summarize the following article in two sentences:\n${filling}`).task).toBe("summarization");
    const { tokens } = readPrompt(filling);
    expect(tokens).toBeGreaterThan(300_000);
    expect(tokens).toBeLessThan(600_000);
  });

  it("answers for any text, broken surrogates and binary among it, with what it promises", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 6_000 }),
      fc.string({ maxLength: 300 }),
      fc.constant("\ud800\ud800\udc00\0\uffff"),
    );
    fc.assert(
      fc.property(anything, anything, (prompt, system) => {
        const reading = readPrompt(prompt, system);
        for (const share of [reading.taskConfidence, reading.difficulty, reading.codeShare]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        expect(Number.isSafeInteger(reading.tokens)).toBe(true);
        expect(readPrompt(prompt, system)).toEqual(reading);
      }),
      { numRuns: 60 },
    );
  });
});

describe("prompts.read", () => {
  it("answers through the call path and refuses an empty prompt", async () => {
    await using test = await openTestKernel({ features: [prompts] });
    expect(await test.kernel.callAsOwner("prompts.read", { prompt: "Solve the equation 3x + 4 = 19 for x." })).toMatchObject({
      task: "math",
      language: "en",
    });
    await expect(test.kernel.callAsOwner("prompts.read", { prompt: "" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
