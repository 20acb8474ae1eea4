import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { BUSYBOX_IMAGE } from "../peers/peers.ts";
import { acts, CareHome, SERVICE, type Placed } from "./care-home.ts";

const BAD = "echo 'panic: runtime error: index out of range [3] with length 3' >&2; exit 2";

describe.skipIf(!canOwnEngine)("remedies beside a restart", () => {
  let home: CareHome;

  beforeAll(async () => {
    home = await CareHome.open({
      // A person's recreation is looked at soon afterwards, and tries follow each other soon.
      HYDRA_INCIDENTS_QUIET_SECONDS: "2",
      HYDRA_HEALING_BACK_OFF_SECONDS: "1",
      HYDRA_HEALING_PER_CONTAINER_PER_HOUR: "20",
      HYDRA_HEALING_PER_TEN_MINUTES: "100",
    });
  }, 120_000);

  afterAll(() => home?.end(), 120_000);

  /** A release of a program: an image with its own command. @returns the image's id */
  const release = async (image: string, script: string): Promise<string> => {
    const [repo = "", tag = ""] = image.split(":");
    const { body } = await home.engine.do("POST", "/containers/create", { Image: BUSYBOX_IMAGE, Cmd: ["true"] });
    const { Id } = JSON.parse(body) as { Id: string };
    const query = new URLSearchParams({ container: Id, repo, tag, changes: `CMD ${JSON.stringify(["sh", "-c", script])}` });
    await home.engine.do("POST", `/commit?${query}`);
    await home.engine.do("DELETE", `/containers/${Id}?force=true`);
    return (JSON.parse((await home.engine.do("GET", `/images/${image}/json`)).body) as { Id: string }).Id;
  };
  const runsOn = async (name: string): Promise<string> =>
    (JSON.parse((await home.engine.do("GET", `/containers/${name}/json`)).body) as { Image: string }).Image;
  /** As a person updates: the old container is removed, one from the new image takes its place. */
  const update = async (name: string, placed: Placed): Promise<void> => {
    await home.engine.do("POST", `/containers/${name}/stop`);
    await home.engine.do("DELETE", `/containers/${name}`);
    await home.place(name, { ...placed, usesCommandOfImage: true });
  };

  test("a new image that only crashes is taken back, and the newer container kept aside", { timeout: 180_000 }, async () => {
    await home.allow();
    await home.allow("containers.recreate");
    const good = await release("blog:1", SERVICE);
    const bad = await release("blog:2", BAD);
    expect(good).not.toBe(bad);
    await home.placeWell("blog", { image: "blog:1", usesCommandOfImage: true, restart: "unless-stopped" });
    await update("blog", { image: "blog:2", restart: "unless-stopped" });
    const story = await home.storyThat("the image taken back", "blog", ({ attempts }) =>
      attempts.some(({ remedy, outcome }) => remedy === "rollback" && outcome === "proven"),
    );
    expect(acts(story).filter(({ remedy }) => remedy === "rollback")).toMatchObject([{ level: "acted", outcome: "proven" }]);
    expect(await runsOn("blog")).toBe(good);
    await home.well("blog");
    const all = JSON.parse((await home.engine.do("GET", "/containers/json?all=1")).body) as { ImageID: string; State: string }[];
    expect(all.filter(({ ImageID }) => ImageID === bad)).toMatchObject([{ State: "exited" }]);
  });

  test(
    "what shares the network of a restarted container is started anew too, though it never complained",
    { timeout: 180_000 },
    async () => {
      await home.allow();
      await home.placeWell("vpn", { network: "bridge" });
      await home.placeWell("torrent", { network: "container:vpn" });
      await home.killFromHost("vpn");
      // Whose network others use is protected.
      const asked = (await home.asked("vpn")).attempts.find(({ level }) => level === "asked");
      expect((await home.hydra.fetch("POST", `/approvals/${asked?.approvalId}/approve`, {})).status).toBe(200);
      const story = await home.storyThat("both started anew", "vpn", ({ attempts }) =>
        attempts.some(({ remedy, outcome }) => remedy === "restart-dependents" && outcome === "proven"),
      );
      expect(acts(story)).toMatchObject([
        { remedy: "restart", subject: "vpn", outcome: "proven" },
        { remedy: "restart-dependents", subject: "torrent", outcome: "proven" },
      ]);
      expect(home.deeds.count("torrent", "start")).toBe(2);
    },
  );

  test("with a volume that it writes to, taking the image back is only proposed", { timeout: 180_000 }, async () => {
    await home.allow();
    await home.allow("containers.recreate");
    await release("wiki:1", SERVICE);
    const bad = await release("wiki:2", BAD);
    const mounts = [{ Type: "volume", Source: "wiki-data", Target: "/data" }];
    await home.placeWell("wiki", { image: "wiki:1", usesCommandOfImage: true, restart: "unless-stopped", mounts });
    await update("wiki", { image: "wiki:2", restart: "unless-stopped", mounts });
    const created = home.deeds.count("wiki", "create");
    const story = await home.storyThat("in a person's hands", "wiki", ({ state }) => state === "escalated", 120_000);
    const rung = story.plan?.steps.find(({ remedy }) => remedy === "rollback");
    expect(rung).toMatchObject({ allowed: null, diff: expect.any(String) });
    expect(story.forPerson).toContain("hydra heal wiki --remedy rollback");
    expect(story.attempts.filter(({ remedy }) => remedy === "rollback")).toEqual([]);
    expect(await runsOn("wiki")).toBe(bad);
    expect(home.deeds.count("wiki", "create")).toBe(created);
  });

  test("what failed three times in a row is not tried a fourth time, also when it was well in between", { timeout: 240_000 }, async () => {
    await home.allow();
    const folder = join(home.engine.folder, "settings");
    mkdirSync(folder);
    const broken = join(folder, "broken");
    const script = "trap 'exit 0' TERM; while [ ! -e /settings/broken ]; do sleep 0.2; done; echo 'segmentation fault' >&2; exit 139";
    const mounts = [{ Type: "bind", Source: folder, Target: "/settings" }];
    await home.placeWell("fragile", { script, check: "true", mounts });
    writeFileSync(broken, "");
    // The first failure takes the leave back: from then on it asks, and a person says yes.
    const approved = new Set<string>();
    await home.storyThat("given up", "fragile", ({ state, attempts }) => {
      for (const { approvalId, outcome } of attempts) {
        if (approvalId === null || outcome !== "pending" || approved.has(approvalId)) continue;
        approved.add(approvalId);
        void home.hydra.fetch("POST", `/approvals/${approvalId}/approve`, {});
      }
      return state === "escalated";
    });
    const story = await home.story("fragile");
    expect(story?.attempts.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
    // The leave is taken back a moment after the failure; a second try that follows at once may still be under it.
    const levels = story?.attempts.map(({ level }) => level);
    expect([levels?.at(0), levels?.at(-1)]).toEqual(["acted", "asked"]);
    const { record } = await home.hydra.get<{ record: object[] }>("/healing/record?subject=fragile");
    expect(record).toMatchObject([{ remedy: "restart", worked: 0, tried: 3, failedInRow: 3, retiredAt: expect.any(String) }]);
    // A person puts it right, and it breaks once more: with leave to act, nothing is tried.
    rmSync(broken);
    await home.engine.do("POST", "/containers/fragile/start");
    await home.storyThat("well by a person", "fragile", ({ state }) => state === "resolved");
    await home.allow();
    const starts = home.deeds.count("fragile", "start");
    writeFileSync(broken, "");
    await until("its end", () => home.deeds.count("fragile", "die") === starts);
    await home.storyThat("given up at once", "fragile", ({ state }) => state === "escalated");
    expect(home.deeds.count("fragile", "start")).toBe(starts);
    expect(existsSync(broken)).toBe(true);
  });
});
