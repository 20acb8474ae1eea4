import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personCaller } from "../../../../kernel/caller.ts";
import { openTestKernel, type TestKernel } from "../../../../kernel/testing.ts";
import { preferences } from "../index.ts";
import { readEdit, styleOf } from "./reading.ts";
import { instructionFrom, lean, NO_LEANING, preferenceOf, type Leaning } from "./taste.ts";

const LISTED = "# Plan\n\n- **First** boil the water\n- Then add the pasta\n- Wait for nine minutes\n\nHope that helps!";
const PROSE = "Boil the water, add the pasta and wait for nine minutes.";

describe("readEdit", () => {
  it.each([
    ["what was cut", PROSE.repeat(4), PROSE, { length: -1, format: 0, tone: 0 }],
    ["what was written out", PROSE, PROSE.repeat(3), { length: 1, format: 0, tone: 0 }],
    ["lists that became prose", LISTED, PROSE, { length: -1, format: -1, tone: 1 }],
    ["prose that got a list", PROSE, "- Boil the water.\n- Add the pasta and wait for nine minutes.", { length: 0, format: 1, tone: 0 }],
    [
      "chat that became formal",
      "Hey! Sure, I'll send it, don't worry :)",
      "I will send it; please do not worry.",
      { length: 0, format: 0, tone: 1 },
    ],
    ["a corrected word", "The cat sat on the mat.", "The cat sat on the rug.", { length: 0, format: 0, tone: 0 }],
    ["nothing left", PROSE, "…", { length: 0, format: 0, tone: 0 }],
  ])("reads %s", (_what, before, after, directions) => {
    expect(readEdit(before, after)).toEqual(directions);
  });

  it("says the opposite of the opposite edit, or nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const there = readEdit(one, other);
        const back = readEdit(other, one);
        expect(there.format + back.format).toBe(0);
        expect(there.tone + back.tone).toBe(0);
        expect(Math.abs(there.length + back.length)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { words, structuredShare } = styleOf(text);
        expect(words).toBeGreaterThanOrEqual(0);
        expect(structuredShare).toBeGreaterThanOrEqual(0);
        expect(structuredShare).toBeLessThanOrEqual(1);
      }),
    );
  });
});

function after(directions: readonly (-1 | 1)[]): Leaning {
  return directions.reduce<Leaning>((leaning, each) => lean(leaning, each, 1), { ...NO_LEANING, at: 1 });
}

describe("preferenceOf", () => {
  it("needs a few edits that agree", () => {
    expect(preferenceOf("length", after([-1, -1]))).toMatchObject({ value: null, basis: "unknown" });
    expect(preferenceOf("length", after([-1, -1, -1]))).toMatchObject({ value: "shorter", basis: "learned", edits: 3, confidence: 0.8 });
    expect(preferenceOf("length", after([-1, 1, -1, 1, -1]))).toMatchObject({ value: null, basis: "unknown" });
  });

  it("puts the person's word above what was learned, also that it does not matter", () => {
    const leaning = after([-1, -1, -1, -1]);
    expect(preferenceOf("length", { ...leaning, said: "longer" })).toMatchObject({ value: "longer", basis: "said" });
    expect(preferenceOf("length", { ...leaning, said: "any" })).toMatchObject({ value: null, basis: "said" });
  });

  it("is one instruction for a model, or none", () => {
    const none = preferenceOf("tone", { ...NO_LEANING });
    expect(instructionFrom({ length: none, format: none, tone: none })).toBeNull();
    const short = preferenceOf("length", { ...NO_LEANING, said: "shorter" });
    expect(instructionFrom({ length: short, format: none, tone: none })).toBe("Keep answers short.");
  });
});

const features = [preferences];
const anna = personCaller("anna");
const ben = personCaller("ben");

async function edit(test: TestKernel, caller = anna): Promise<void> {
  await test.kernel.callAs(caller, "preferences.interaction", {
    model: "small",
    task: "chat",
    outcome: "edited",
    edit: { before: LISTED, after: PROSE },
  });
}

describe("style", () => {
  it("is learned from edits, readable and the person's to change and to take back", async () => {
    await using test = await openTestKernel({ features });
    for (let time = 0; time < 3; time += 1) await edit(test);
    const learned = { length: { value: "shorter", basis: "learned" }, format: { value: "plain" }, tone: { value: "formal" } };
    expect(await test.kernel.callAs(anna, "preferences.style", {})).toMatchObject(learned);
    await test.kernel.callAs(anna, "preferences.setStyle", { length: "longer", tone: "any" });
    expect(await test.kernel.callAs(anna, "preferences.style", {})).toMatchObject({
      length: { value: "longer", basis: "said" },
      format: { value: "plain", basis: "learned" },
      tone: { value: null, basis: "said" },
      instruction: "Answer at length. Write plain prose without lists, headings or bold.",
    });
    await test.kernel.callAs(anna, "preferences.setStyle", { length: null, tone: null });
    expect(await test.kernel.callAs(anna, "preferences.style", {})).toMatchObject(learned);
    expect(await test.kernel.callAs(ben, "preferences.style", {})).toMatchObject({ length: { edits: 0 }, instruction: null });
  });

  it("keeps neither text of an edit, in no table", async () => {
    await using test = await openTestKernel({ features });
    await edit(test);
    await test.kernel.callAs(anna, "preferences.interaction", {
      model: "small",
      prompt: "How do I boil an ostrich egg?",
      outcome: "accepted",
    });
    for (const table of ["jobs", "audit_payloads", "events", "preferences_interactions", "preferences_style"]) {
      const kept = JSON.stringify(await test.kernel.store.tables<Record<string, object>>().selectFrom(table).selectAll().execute());
      expect(`${table}: ${/pasta|ostrich/.test(kept)}`).toBe(`${table}: false`);
    }
  });

  it("refuses an edit of an answer that was not edited, and a word that is none", async () => {
    await using test = await openTestKernel({ features });
    const input = { model: "small", task: "chat", outcome: "accepted", edit: { before: "a", after: "b" } };
    await expect(test.kernel.callAs(anna, "preferences.interaction", input)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(test.kernel.callAs(anna, "preferences.setStyle", { length: "huge" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("what was learned about a person", () => {
  it("goes elsewhere by export and import, counts once, and can be forgotten", async () => {
    await using here = await openTestKernel({ features });
    for (let time = 0; time < 4; time += 1) await edit(here);
    await here.kernel.callAs(anna, "preferences.interaction", {
      model: "large",
      task: "code",
      outcome: "accepted",
      latencyMs: 12,
      tokens: 3,
    });
    const exported = (await here.kernel.callAs(anna, "preferences.export", {})) as { interactions: unknown[] };
    expect(exported.interactions).toHaveLength(5);
    await using there = await openTestKernel({ features });
    expect(await there.kernel.callAs(ben, "preferences.import", exported)).toEqual({ added: 5, known: 0 });
    expect(await there.kernel.callAs(ben, "preferences.import", exported)).toEqual({ added: 0, known: 5 });
    expect(await there.kernel.callAs(ben, "preferences.export", {})).toEqual(exported);
    const ask = (task: string) => there.kernel.callAs(ben, "preferences.recommendation", { task });
    expect(await ask("chat")).toMatchObject({ model: "small" });
    expect(await there.kernel.callAs(ben, "preferences.forget", { task: "chat" })).toEqual({ forgotten: 4 });
    expect(await ask("chat")).toMatchObject({ basis: "prior" });
    expect(await there.kernel.callAs(ben, "preferences.forget", { style: true })).toEqual({ forgotten: 1 });
    expect(await there.kernel.callAs(ben, "preferences.export", {})).toEqual({ interactions: [], style: [] });
    expect(await ask("code")).toMatchObject({ model: null, alternatives: [] });
  });

  it("is erased with the person, and others keep theirs", async () => {
    await using test = await openTestKernel({ features });
    await edit(test);
    await edit(test, ben);
    const { personal } = preferences;
    if (personal === "nothing") throw new Error("preferences are personal");
    const host = test.kernel.hostOf("preferences");
    expect(await personal.erase(host, "anna")).toBe(4);
    expect(await personal.export(host, "anna")).toMatchObject({ interactions: [] });
    expect(await personal.export(host, "ben")).toMatchObject({ interactions: [{ userId: "ben" }], style: { length: { edits: 1 } } });
    expect(await test.kernel.callAs(ben, "preferences.scores", { task: "chat", models: ["small"] })).toMatchObject({
      scores: [{ uses: 1 }],
    });
  });

  it("is not believed from a time still to come", async () => {
    await using test = await openTestKernel({ features });
    const told = {
      id: "a",
      task: "code",
      model: "small",
      at: "2027-01-01T00:00:00Z",
      latencyMs: null,
      tokens: null,
      outcome: null,
      features: null,
    };
    await expect(test.kernel.callAs(anna, "preferences.import", { interactions: [told] })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
