import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { CareHome, SERVICE } from "./care-home.ts";

const KILLS = 20;
/** Takes its time to end, as a program does that saves first: Hydra is back before Docker is through with its restart. */
const SLOW = "rm -f /fault; trap 'sleep 3; exit 0' TERM; while true; do sleep 0.2; done";
/** Each check is three events, and an engine remembers its last 256 alone: in a home these are minutes. */
const SELDOM = { checkEveryMs: 2_000, retries: 1 };
/** Moments of a heal, as Docker and Hydra tell them; between them any number of ms. */
const MOMENTS = ["opened", "noted", "told Docker", "started"] as const;

function momentOf(round: number): (typeof MOMENTS)[number] {
  return MOMENTS[Math.floor(round / 2) % MOMENTS.length] ?? "opened";
}

describe.skipIf(!canOwnEngine)("Hydra is killed in mid-heal", () => {
  let home: CareHome;

  beforeAll(async () => {
    home = await CareHome.open({ HYDRA_HEALING_PER_TEN_MINUTES: "200" });
  }, 120_000);

  afterAll(() => home?.end(), 120_000);

  test(`${KILLS} times: each decision was carried out once at most, and all are well in the end`, { timeout: 900_000 }, async () => {
    const names = Array.from({ length: KILLS }, (_, round) => `patient-${round}`);
    for (const [round, name] of names.entries())
      await home.place(name, { script: round % 2 === 0 ? SERVICE : SLOW, stopTimeoutSeconds: 10, ...SELDOM });
    for (const name of names) await home.well(name);
    // A leave of its own for each: what happens in one round costs the others nothing.
    for (const name of names)
      await home.do("PUT", "/grants", { operation: "containers.restart", scope: { kind: "one", name }, level: "act" });
    for (const [round, name] of names.entries()) {
      const { hydra, deeds } = home;
      const moment = momentOf(round);
      await home.sicken(name);
      const isThere = (): boolean => {
        switch (moment) {
          case "opened":
            return hydra.told("incident.opened").some(({ data }) => (data["subject"] as { name: string }).name === name);
          case "noted":
            return hydra.told("attempt.noted").some(({ data }) => (data["attempt"] as { subject: string }).subject === name);
          case "told Docker":
            return deeds.count(name, "kill") > 0;
          default:
            return deeds.count(name, "start") > 1;
        }
      };
      await until(`${name}: ${moment}`, isThere, { state: () => home.story(name) });
      await sleep(Math.random() * 150);
      await hydra.kill();
      await home.startAgain();
    }
    const ends = [];
    for (const [round, name] of names.entries()) {
      const story = await home.healed(name);
      await home.well(name);
      const decisions = story.attempts.filter(({ level }) => level !== "would");
      ends.push({
        name,
        moment: momentOf(round),
        isSlow: round % 2 === 1,
        pending: story.attempts.filter(({ outcome }) => outcome === "pending").length,
        proven: decisions.filter(({ outcome }) => outcome === "proven").length,
        failed: decisions.filter(({ outcome }) => outcome === "failed").length,
        restarts: home.deeds.count(name, "restart"),
        deaths: home.deeds.count(name, "die"),
        starts: home.deeds.count(name, "start"),
        said: story.attempts.map(({ level, outcome, verifiedBy, detail }) => [level, outcome, verifiedBy, detail]),
      });
    }
    // One decision each, carried out once, and it is what made it well, whenever Hydra was killed.
    const once = { pending: 0, proven: 1, failed: 0, restarts: 1, deaths: 1, starts: 2 };
    expect(ends.filter((end) => Object.entries(once).some(([key, count]) => end[key as keyof typeof once] !== count))).toEqual([]);
    // Being killed is no fault of the remedy: nobody takes a leave back for it.
    const { grants } = await home.hydra.get<{ grants: { scope: { name: string }; level: string }[] }>("/grants");
    expect(grants.filter(({ level }) => level !== "act")).toEqual([]);
    const { incidents } = await home.hydra.get<{ incidents: { state: string }[] }>("/incidents?limit=1000");
    expect(incidents.filter(({ state }) => state === "open" || state === "escalated")).toEqual([]);
    expect(await home.hydra.get("/audit/verify")).toMatchObject({ intact: true, problems: [] });
    const { jobs } = await home.hydra.get<{ jobs: { state: string }[] }>("/jobs");
    expect(jobs.filter(({ state }) => state === "running")).toEqual([]);
  });
});
