import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { CareHome, type Story } from "./care-home.ts";

/** It says why, once in each of its lives. */
const LOOP = "echo 'open /data/state: permission denied' >&2; sleep 1; exit 1";
/** It says why once, soon after it began (an engine may note the start later than the first line), and then runs on. */
const REFUSED = "rm -f /fault; sleep 1; echo 'connect ECONNREFUSED 127.0.0.1:5432' >&2; trap 'exit 0' TERM; while true; do sleep 0.2; done";
const STANDING = ["loop", "failing", "crashed", "precious"];

interface Told extends Story {
  sentence: string;
  againAt: string | null;
  resolvedAt: string | null;
  diagnosis: { category: string; confidence: number; evidence: { line: string }[] };
}

/** What may not become another because Hydra began anew. What a loop adds while it goes on is not in it. */
function historyOf({ id, state, trouble, sentence, openedAt, againAt, resolvedAt, healedBy, forPerson, plan, ...more }: Told) {
  const { cause, attempts, timeline, diagnosis } = more;
  return {
    id,
    state,
    trouble,
    sentence,
    openedAt,
    againAt,
    resolvedAt,
    healedBy,
    forPerson,
    cause,
    holdBack: plan?.holdBack,
    evidence: [...new Set(diagnosis.evidence.map(({ line }) => line.replace(/ended \d+ times/, "ended often")))],
    attempts: attempts.map((attempt) => [attempt.id, attempt.level, attempt.outcome, attempt.approvalId]),
    timeline: timeline.map(({ what }) => what),
  };
}

describe.skipIf(!canOwnEngine)("Hydra ends and begins anew while things are ill", () => {
  let home: CareHome;

  const historyNow = async (name: string) => historyOf((await home.story(name)) as Told);
  const waiting = async () =>
    (await home.hydra.get<{ approvals: { id: string; operation: string; state: string }[] }>("/approvals?state=waiting")).approvals.map(
      ({ id }) => id,
    );

  beforeAll(async () => {
    home = await CareHome.open();
    await home.place("loop", { script: LOOP, check: null, restart: "always" });
    await home.placeWell("crashed");
    await home.placeWell("precious", { labels: { "hydra.protect": "true" } });
    await home.place("failing", { script: REFUSED });
    await home.well("failing");
    await home.do("PUT", "/grants", { operation: "containers.restart", scope: { kind: "one", name: "precious" }, level: "act" });
    await until("what it wrote", async () => {
      const { lines } = await home.hydra.get<{ lines: unknown[] }>("/logs/tail?container=failing&lines=5");
      return lines.length > 0;
    });
    await home.sicken("failing");
    for (const name of ["crashed", "precious"]) await home.killFromHost(name);
    await home.asked("precious");
    await home.storyThat("its reason is known", "loop", ({ cause, plan }) => cause.category === "permission" && plan !== null);
    for (const name of STANDING)
      await home.storyThat(
        "a plan",
        name,
        ({ plan, timeline }) =>
          plan !== null && timeline.some(({ what }) => what.startsWith("Why: ")) === (name === "loop" || name === "failing"),
      );
  }, 300_000);

  afterAll(() => home?.end(), 120_000);

  test.each(["SIGKILL", "SIGTERM"] as const)("by %s: their stories go on as they were", { timeout: 240_000 }, async (signal) => {
    const before = await Promise.all(STANDING.map(historyNow));
    const asked = await waiting();
    expect(asked).toHaveLength(1);
    await home.hydra.kill(signal);
    await home.startAgain();
    // What falls ill only now has its story: by then every one that stood was looked at.
    const later = `later-${signal.toLowerCase()}`;
    await home.placeWell(later);
    await home.killFromHost(later);
    await home.storyThat("a plan", later, ({ plan }) => plan !== null);
    expect(await Promise.all(STANDING.map(historyNow))).toEqual(before);
    expect(await waiting()).toEqual(asked);
    expect(home.hydra.told("incident.closed").map(({ data }) => data["reason"])).toEqual([]);
    expect((await home.about("loop")).length).toBe(1);
  });
});
