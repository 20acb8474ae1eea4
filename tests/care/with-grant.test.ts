import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { BUSYBOX_IMAGE } from "../peers/peers.ts";
import { acts, CareHome } from "./care-home.ts";

const PROTECTED = { "hydra.protect": "true" };
/** Ill again after every start: nothing clears /fault away. */
const STAYS_ILL = "trap 'exit 0' TERM; while true; do sleep 0.2; done";

describe.skipIf(!canOwnEngine)("with leave to restart", () => {
  let home: CareHome;

  const starts = (name: string): number => home.deeds.count(name, "start");
  const noticesAbout = (incidentId: string): unknown[] =>
    home.hydra.told("notice.raised", { topic: incidentId }).map(({ data }) => data["kind"]);

  beforeAll(async () => {
    // So many in one file are more than a home has in ten minutes.
    home = await CareHome.open({ HYDRA_HEALING_PER_TEN_MINUTES: "100" });
    await home.allow();
  }, 120_000);

  afterAll(() => home?.end(), 120_000);

  test("a killed container is back and proven, and nobody is disturbed", { timeout: 120_000 }, async () => {
    await home.placeWell("killed");
    await home.killFromHost("killed");
    const story = await home.healed("killed");
    expect(story).toMatchObject({ trouble: "crashed", healedBy: "hydra" });
    expect(acts(story)).toMatchObject([{ remedy: "restart", level: "acted", outcome: "proven", verifiedBy: expect.any(String) }]);
    expect(starts("killed")).toBe(2);
    await until("the end to be told", () => noticesAbout(story.id).length > 0);
    expect(noticesAbout(story.id)).toEqual(["healed"]);
  });

  test("what a person stops or kills is left alone", { timeout: 120_000 }, async () => {
    await home.placeWell("stopped");
    await home.placeWell("shot");
    await home.engine.do("POST", "/containers/stopped/stop");
    await home.engine.do("POST", "/containers/shot/kill");
    for (const name of ["stopped", "shot"]) await until(`the end of ${name}`, () => home.deeds.count(name, "die") === 1);
    // What crashes after them is healed: their turn has come and gone.
    await home.placeWell("later");
    await home.killFromHost("later");
    await home.healed("later");
    for (const name of ["stopped", "shot"]) {
      expect(starts(name)).toBe(1);
      expect(await home.about(name)).toEqual([]);
      const { container } = await home.hydra.get<{ container: object }>(`/containers/show/${name}`);
      expect(container).toMatchObject({ state: "exited", stoppedBy: "person", verdict: "off" });
    }
  });

  test("what is protected asks; approved in a browser it is done, once", { timeout: 120_000 }, async () => {
    await home.placeWell("precious", { labels: PROTECTED });
    await home.killFromHost("precious");
    const { id, attempts } = await home.asked("precious");
    expect(starts("precious")).toBe(1);
    await until("people to be told", () => noticesAbout(id).includes("needs-person"));
    const browser = await home.browser();
    const approve = `/approvals/${attempts[0]?.approvalId}/approve`;
    expect(await browser("POST", approve, {})).toMatchObject({ status: 200, body: { state: "done" } });
    expect(await browser("POST", approve, {})).toMatchObject({ status: 409 });
    expect((await home.hydra.fetch("POST", approve, {})).status).toBe(409);
    const story = await home.healed("precious");
    expect(story.healedBy).toBe("hydra");
    expect(acts(story)).toMatchObject([{ level: "asked", outcome: "proven" }]);
    expect(starts("precious")).toBe(2);
  });

  test("approved by two at the same time, it is done once", { timeout: 120_000 }, async () => {
    await home.placeWell("wanted", { labels: PROTECTED });
    await home.sicken("wanted");
    const { attempts } = await home.asked("wanted");
    const browser = await home.browser();
    const approve = `/approvals/${attempts[0]?.approvalId}/approve`;
    const answers = await Promise.all([browser("POST", approve, {}), home.hydra.fetch("POST", approve, {})]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    await home.healed("wanted");
    expect(starts("wanted")).toBe(2);
  });

  test("approved after somebody restarted it, it is not done, and the answer says so", { timeout: 120_000 }, async () => {
    await home.placeWell("changed", { script: STAYS_ILL, labels: PROTECTED });
    await home.sicken("changed");
    const { attempts } = await home.asked("changed");
    await home.engine.do("POST", "/containers/changed/restart");
    const path = `/containers/show/changed`;
    const startedAt = (await home.engine.inspect("changed")).State.StartedAt;
    await until("Hydra to see the new start", async () => {
      const { container } = await home.hydra.get<{ container: { startedAt: string } }>(path);
      return Date.parse(container.startedAt) === Date.parse(startedAt.replace(/(\.\d{3})\d*Z/, "$1Z"));
    });
    const { status, body } = await home.hydra.fetch("POST", `/approvals/${attempts[0]?.approvalId}/approve`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "failed", error: { code: "conflict", detail: expect.stringContaining("world changed") } });
    expect(starts("changed")).toBe(2);
    const story = await home.storyThat("the first ask to be over", "changed", (now) =>
      now.attempts.some(({ id, outcome }) => id === attempts[0]?.id && outcome !== "pending"),
    );
    expect(story.attempts.find(({ id }) => id === attempts[0]?.id)).toMatchObject({ level: "asked", outcome: "unknown" });
    await home.engine.do("POST", "/containers/changed/stop");
  });

  test(
    "a hanging database with six behind it is one incident at the database, and nothing else is touched",
    { timeout: 240_000 },
    async () => {
      await home.engine.do("POST", `/images/${BUSYBOX_IMAGE}/tag?repo=postgres&tag=16`);
      const answer = "mkdir -p /www; echo fine > /www/index.html; exec httpd -f -p 5432 -h /www";
      await home.placeWell("shop-db", {
        image: "postgres:16",
        script: answer,
        check: asks("127.0.0.1"),
        network: "bridge",
        labels: labelsOf("db"),
      });
      const check = asks(await home.addressOf("shop-db"));
      const apps = Array.from({ length: 6 }, (_, index) => `shop-app-${index}`);
      for (const name of apps) {
        const labels = { ...labelsOf(name), "com.docker.compose.depends_on": "db:service_started:false" };
        await home.place(name, { check, checkEveryMs: 2_000, network: "bridge", labels });
      }
      for (const name of apps) await home.well(name);
      process.kill((await home.engine.inspect("shop-db")).State.Pid, "SIGSTOP");
      const story = await home.storyThat(
        "asked, with six behind it",
        "shop-db",
        ({ attempts, affected }) =>
          affected.length === 6 && attempts.some(({ level, outcome }) => level === "asked" && outcome === "pending"),
        150_000,
      );
      expect(story.affected.toSorted()).toEqual(apps);
      for (const name of apps) await until(`${name} to be unhealthy`, () => unhealthy(home, name), { patienceMs: 90_000 });
      const standing = (await home.incidents()).filter(
        ({ subject, mergedInto }) => subject.name.startsWith("shop-") && mergedInto === null,
      );
      expect(standing.map(({ subject }) => subject.name)).toEqual(["shop-db"]);
      expect(apps.map(starts)).toEqual(apps.map(() => 1));
      expect(starts("shop-db")).toBe(1);
      const asked = (await home.asked("shop-db")).attempts.find(({ outcome }) => outcome === "pending");
      await home.do("POST", `/approvals/${asked?.approvalId}/approve`, {});
      await home.storyThat("over", "shop-db", ({ state }) => state === "resolved", 150_000);
      expect(starts("shop-db")).toBe(2);
      expect(apps.map(starts)).toEqual(apps.map(() => 1));
    },
  );
});

function labelsOf(service: string): Record<string, string> {
  return { "com.docker.compose.project": "shop", "com.docker.compose.service": service };
}

/** busybox's wget has a time limit of its own and crashes when one is set. */
function asks(host: string): string {
  return `timeout 1 wget -q -O /dev/null http://${host}:5432/ || exit 1`;
}

async function unhealthy(home: CareHome, name: string): Promise<boolean> {
  const { State } = JSON.parse((await home.engine.do("GET", `/containers/${name}/json`)).body) as { State: { Health: { Status: string } } };
  return State.Health.Status === "unhealthy";
}
