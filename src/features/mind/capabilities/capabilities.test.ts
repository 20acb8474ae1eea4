import { z } from "zod";
import { describe, expect, it } from "vitest";
import { asModel, personCaller, type Caller } from "../../../kernel/caller.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import type { Feature } from "../../../kernel/feature.ts";
import { operation } from "../../../kernel/operation.ts";
import { openTestKernel, testFeature, type TestKernel } from "../../../kernel/testing.ts";
import { attemptNoted, type Attempt } from "../../care/incidents/events.ts";
import { gapNoticed } from "./events.ts";
import { capabilities } from "./index.ts";

const NOTHING = z.strictObject({});

/** What is not set up, and an operation that calls it. */
const oven = operation({
  name: "kitchen.oven",
  summary: "Heat the oven",
  http: "POST /kitchen/oven",
  risk: "read",
  input: NOTHING,
  output: NOTHING,
  run: () => {
    throw new HydraError("not_configured", "No oven is connected.");
  },
});
const dinner = operation({
  name: "kitchen.dinner",
  summary: "Cook dinner",
  http: "POST /kitchen/dinner",
  risk: "read",
  input: NOTHING,
  output: NOTHING,
  run: (_input, ctx) => ctx.call(oven, {}),
});
const kitchen = testFeature({ name: "kitchen", operations: [oven, dinner] });
const care: Feature = testFeature({ name: "incidents", events: [attemptNoted] });
const features = [capabilities, kitchen, care];
const anna = personCaller("anna");

interface Listed {
  id: string;
  description: string;
  occurrences: number;
  priority: string;
  status: string;
  category: string | null;
  impact: { score: number; demand: number; blocked: number };
}

async function wish(test: TestKernel, description: string, more = {}): Promise<Listed> {
  return ((await test.kernel.callAs(anna, "capabilities.gap", { description, ...more })) as { gap: Listed }).gap;
}

async function backlog(test: TestKernel, input = {}): Promise<Listed[]> {
  return ((await test.kernel.callAs(anna, "capabilities.backlog", input)) as { gaps: Listed[] }).gaps;
}

const fails = (test: TestKernel, name: string, caller: Caller = anna): Promise<void> =>
  test.kernel.callAs(caller, name, {}).then(
    () => expect.unreachable(),
    () => undefined,
  );

describe("a gap", () => {
  it("that is missed again in other words counts once more, and takes the higher priority", async () => {
    await using test = await openTestKernel({ features });
    const first = await wish(test, "print labels", { priority: "low" });
    expect(first).toMatchObject({ occurrences: 1, status: "new", category: null, priority: "low" });
    expect(await wish(test, "Could you please add label printing?", { priority: "high", category: "printing" })).toMatchObject({
      id: first.id,
      description: "print labels",
      occurrences: 2,
      priority: "high",
      category: "printing",
    });
    expect((await wish(test, "print photos")).id).not.toBe(first.id);
    expect(await backlog(test)).toHaveLength(2);
  });

  it("is one also when many miss it at the same moment", async () => {
    await using test = await openTestKernel({ features });
    const all = await Promise.all(Array.from({ length: 20 }, () => wish(test, "print labels")));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await backlog(test)).toMatchObject([{ occurrences: 20 }]);
  });

  it("stands before others by priority, then demand, blocked work and recency", async () => {
    const clock = new ManualClock();
    await using test = await openTestKernel({ features, clock });
    for (let time = 0; time < 3; time += 1) await wish(test, "water the plants");
    clock.advance(90 * 86_400_000);
    await wish(test, "track parcels");
    await wish(test, "open the garage door", { isBlocking: true });
    await wish(test, "detect smoke", { priority: "critical" });
    const gaps = await backlog(test);
    expect(gaps.map(({ description }) => description)).toEqual([
      "detect smoke",
      "open the garage door",
      "track parcels",
      "water the plants",
    ]);
    expect(gaps[3]?.impact).toEqual({ score: 0.38, demand: 0.38, blocked: 0 });
  });

  it("goes from new to implemented step by step, leaves the backlog, and is new when it is missed again", async () => {
    await using test = await openTestKernel({ features });
    const { id } = await wish(test, "print labels");
    const moveTo = (status: string) => test.kernel.callAs(anna, "capabilities.move", { id, status });
    await expect(moveTo("implemented")).rejects.toMatchObject({ code: "conflict" });
    for (const status of ["planned", "in-progress", "implemented"]) expect(await moveTo(status)).toMatchObject({ gap: { id, status } });
    expect(await backlog(test)).toEqual([]);
    expect(await backlog(test, { status: "implemented" })).toMatchObject([{ id }]);
    expect(await wish(test, "print labels")).toMatchObject({ id, status: "new" });
    await moveTo("wont-fix");
    expect(await wish(test, "print labels")).toMatchObject({ id, status: "wont-fix", occurrences: 3 });
    await expect(test.kernel.callAs(anna, "capabilities.move", { id: "gap_none", status: "new" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("is told as Markdown in which nobody else's mark means anything, and without secrets", async () => {
    await using test = await openTestKernel({ features });
    const { id } = await wish(test, "print <b>labels</b> [now](http://x)\n# Title", { priority: "critical" });
    await wish(test, "read the meter with password=hunter2hunter2 in it");
    await test.kernel.callAs(anna, "capabilities.move", { id, status: "planned", note: "in *March*" });
    const { markdown } = (await test.kernel.callAs(anna, "capabilities.backlog", { format: "markdown" })) as { markdown: string };
    expect(markdown).toContain("## Planned\n\n- **print \\<b\\>labels\\</b\\> \\[now\\](http://x) \\# Title** (critical, asked for once");
    expect(markdown).toContain("in \\*March\\*");
    expect(markdown).not.toContain("hunter2");
    const roadmap = (await test.kernel.callAs(anna, "capabilities.roadmap", {})) as { body: string; mediaType: string };
    expect(roadmap).toMatchObject({ mediaType: "text/markdown", body: markdown });
  });

  it.each([
    ["that says nothing", { description: " \n" }],
    ["without end", { description: "x".repeat(3_000) }],
    ["with a priority that there is not", { description: "print", priority: "urgent" }],
    ["with a category without a name", { description: "print", category: "" }],
  ])("%s is refused", async (_what, input) => {
    await using test = await openTestKernel({ features });
    await expect(test.kernel.callAs(anna, "capabilities.gap", input)).rejects.toMatchObject({ code: "invalid_input" });
    expect(await backlog(test)).toEqual([]);
  });
});

describe("the backlog fills itself", () => {
  it("with what is not configured, once for a call that passes through several, and once an hour for a caller", async () => {
    const clock = new ManualClock();
    await using test = await openTestKernel({ features, clock });
    await fails(test, "kitchen.dinner");
    await fails(test, "kitchen.dinner");
    await expect.poll(() => backlog(test)).toMatchObject([{ category: "integration", occurrences: 1, impact: { blocked: 1 } }]);
    clock.advance(3_600_001);
    await fails(test, "kitchen.oven", personCaller("ben"));
    await fails(test, "kitchen.oven");
    await expect
      .poll(() => backlog(test))
      .toMatchObject([{ description: "Set up what is needed to: Heat the oven (kitchen.oven)", occurrences: 3 }]);
  });

  it("with operations that do not exist, whoever asks for them but Hydra itself", async () => {
    await using test = await openTestKernel({ features });
    const host = test.kernel.hostOf("kitchen");
    await host.call(oven, {}).catch(() => undefined);
    await fails(test, "kitchen.dishes", asModel(anna));
    await expect
      .poll(() => backlog(test))
      .toMatchObject([{ description: 'An operation "kitchen.dishes"', priority: "low", occurrences: 1 }]);
  });

  it("with remedies of Hydra that failed, each attempt once", async () => {
    await using test = await openTestKernel({ features });
    const attempt: Attempt = {
      id: "att_1",
      by: "hydra",
      remedy: "restart",
      operation: "containers.restart",
      subject: "web",
      level: "acted",
      startedAt: 0,
      outcome: "failed",
      verifiedBy: "monitor",
      durationMs: 900,
      approvalId: null,
      detail: "it crashed again",
      undo: null,
    };
    const host = test.kernel.hostOf("incidents");
    for (const each of [attempt, attempt, { ...attempt, id: "att_2" }, { ...attempt, id: "att_3", outcome: "proven" as const }])
      await host.emit(attemptNoted, { incidentId: "inc_1", attempt: each });
    await expect.poll(() => backlog(test)).toMatchObject([{ category: "remedy", priority: "high", occurrences: 2 }]);
  });

  it("with what others notice, told twice or not", async () => {
    await using test = await openTestKernel({ features });
    const host = test.kernel.hostOf("speech");
    const noticed = { id: "v1", key: null, description: "water the plants", category: "voice", priority: "medium" } as const;
    for (let time = 0; time < 2; time += 1)
      await host.emit(gapNoticed, { ...noticed, source: "voice", context: "water the plants please", isBlocking: false });
    await expect.poll(async () => (await backlog(test))[0]?.occurrences).toBe(1);
    const { id } = (await backlog(test))[0] as Listed;
    expect(await test.kernel.callAs(anna, "capabilities.show", { id })).toMatchObject({
      occurrences: [{ source: "voice", context: "water the plants please", isBlocking: false }],
    });
  });
});
