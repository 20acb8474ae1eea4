import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { acts, CareHome } from "./care-home.ts";

/** Says why and ends when somebody makes /full. */
const FULL_DISK =
  "trap 'exit 0' TERM; rm -f /full; while [ ! -e /full ]; do sleep 0.2; done; echo 'OSError: [Errno 28] No space left on device' >&2; exit 1";

describe.skipIf(!canOwnEngine)("on defaults, with leave for nothing", () => {
  let home: CareHome;

  beforeAll(async () => {
    home = await CareHome.open();
  }, 120_000);

  afterAll(() => home?.end(), 120_000);

  /** As Docker's own events tell it. */
  const doneTo = (name: string): string[] =>
    home.deeds.on(name, "start", "restart", "stop", "kill", "rename", "create").map(({ action }) => action);

  test("a crash is told with its cause and what would have been done, and nothing is done", { timeout: 120_000 }, async () => {
    await home.placeWell("writer", { script: FULL_DISK, check: "test -e /bin/sh" });
    await home.engine.exec("writer", "touch", "/full");
    const story = await home.storyThat(
      "noted",
      "writer",
      ({ attempts, plan }) => attempts[0]?.level === "would" && plan?.holdBack === "only watching",
    );
    expect(acts(story)).toEqual([]);
    expect(story.attempts).toMatchObject([{ level: "would", outcome: "pending", subject: "writer" }]);
    await home.storyThat("its cause known", "writer", ({ cause }) => cause.category === "disk_full");
    await until("the root to be told", () => home.hydra.told("incident.settled", { id: story.id }).length === 1);
    expect(doneTo("writer")).toEqual(["create", "start"]);
    expect((await home.hydra.get<{ approvals: unknown[] }>("/approvals")).approvals).toEqual([]);
    // The owner does the same, and it is well afterwards: it would have been right.
    await home.engine.do("POST", "/containers/writer/start");
    const judged = await home.storyThat("judged", "writer", ({ attempts }) => attempts[0]?.outcome !== "pending");
    expect(judged.attempts).toMatchObject([{ level: "would", outcome: "right", detail: expect.stringContaining("did the same") }]);
    expect(await home.storyThat("over", "writer", ({ state }) => state === "resolved")).toMatchObject({ healedBy: "person" });
    expect(doneTo("writer")).toEqual(["create", "start", "start"]);
  });

  test("unhealthy and then dead, it is still one incident", { timeout: 120_000 }, async () => {
    await home.placeWell("twice");
    await home.sicken("twice");
    const first = await home.storyThat("open", "twice", ({ state }) => state === "open");
    await home.killFromHost("twice");
    const story = await home.storyThat("heard of both", "twice", ({ timeline, trouble }) => timeline.length > 1 && trouble === "crashed");
    expect(story.id).toBe(first.id);
    expect((await home.incidents()).filter(({ subject }) => subject.name === "twice")).toHaveLength(1);
    expect(home.hydra.told("incident.opened", { id: first.id })).toHaveLength(1);
  });

  test("three that need each other in a circle, all ill, are one incident", { timeout: 180_000 }, async () => {
    const ring = ["ring-a", "ring-b", "ring-c"];
    for (const [index, name] of ring.entries()) {
      const needs = ring[(index + 1) % ring.length] ?? "";
      await home.place(name, {
        labels: {
          "com.docker.compose.project": "ring",
          "com.docker.compose.service": name,
          "com.docker.compose.depends_on": `${needs}:service_started:false`,
        },
      });
    }
    for (const name of ring) await home.well(name);
    await Promise.all(ring.map((name) => home.sicken(name)));
    const standing = async () =>
      (await home.incidents()).filter(({ subject, state }) => ring.includes(subject.name) && (state === "open" || state === "escalated"));
    await until(
      "one with the two others behind it",
      async () => {
        const found = await standing();
        return found.length === 1 && found[0]?.affected.length === 2 && home.hydra.told("incident.settled", { id: found[0].id }).length > 0;
      },
      { state: standing },
    );
    const [incident] = await standing();
    expect(new Set([incident?.subject.name, ...(incident?.affected ?? [])])).toEqual(new Set(ring));
    for (const name of ring) await home.engine.exec(name, "rm", "-f", "/fault");
    await until("its end", async () => (await standing()).length === 0, { patienceMs: 120_000, state: standing });
    for (const name of ring) expect(doneTo(name)).toEqual(["create", "start"]);
  });

  test("after all of this nothing was done by Hydra itself, and the audit says the same", async () => {
    const { entries } = await home.hydra.get<{ entries: { caller: string; outcome: string; operation: string }[] }>("/audit?limit=1000");
    const own = entries.filter(({ caller, operation }) => caller === "hydra" && operation.startsWith("containers."));
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ outcome }) => outcome))).toEqual(new Set(["would"]));
    expect(await home.hydra.get("/audit/verify")).toMatchObject({ intact: true, problems: [] });
  });
});
