import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOwnEngine } from "../cluster/own-engine.ts";
import { until } from "../cluster/served-hydra.ts";
import { acts, CareHome, type Story } from "./care-home.ts";

/** Does not obey TERM: a restart takes as long as its stop timeout, and there is time for things to go wrong. */
const STUBBORN = "rm -f /fault; trap '' TERM; while true; do sleep 0.2; done";

function isWithPerson({ state, attempts }: Story): boolean {
  return state === "escalated" || attempts.some(({ level, outcome }) => level === "asked" && outcome === "pending");
}

/** What a phone would hear, by way of a webhook that may be down. */
class Phone {
  readonly heard: { id: string; title: string }[] = [];
  readonly #port: number;
  #server: Server | null = null;

  private constructor(port: number) {
    this.#port = port;
  }

  /** An address where nobody answers yet. */
  static async unplugged(): Promise<Phone> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return new Phone(port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  async plugIn(): Promise<void> {
    this.#server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        this.heard.push(JSON.parse(body) as { id: string; title: string });
        response.writeHead(204).end();
      });
    }).listen(this.#port, "127.0.0.1");
    await new Promise((resolve) => this.#server?.once("listening", resolve));
  }

  about(name: string): { id: string; title: string }[] {
    return this.heard.filter(({ title }) => title.includes(name));
  }

  unplug(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

describe.skipIf(!canOwnEngine)("things that go wrong while Hydra heals", () => {
  let home: CareHome;
  let phone: Phone;

  beforeAll(async () => {
    phone = await Phone.unplugged();
    home = await CareHome.open({
      HYDRA_HEALING_PER_TEN_MINUTES: "100",
      HYDRA_NOTIFICATIONS_GROUP_SECONDS: "1",
      HYDRA_NOTIFICATIONS_CHANNELS: JSON.stringify([{ name: "phone", kind: "webhook", url: "env:PHONE_URL", severityAtLeast: "low" }]),
      PHONE_URL: phone.url,
    });
    await home.allow();
  }, 120_000);

  afterAll(async () => {
    await home?.end();
    phone?.unplug();
  }, 120_000);

  /** Hydra has told Docker to restart it, and Docker is at it. */
  const inMidHeal = async (name: string): Promise<void> => {
    await home.sicken(name);
    await until(`Docker to be told about ${name}`, () => home.deeds.count(name, "kill") > 0, { state: () => home.story(name) });
  };

  /** An engine that was ended in mid-start may never start that container again: then a person makes it anew. */
  const startOrReplace = async (name: string, restart: string): Promise<void> => {
    try {
      await home.engine.do("POST", `/containers/${name}/start`);
    } catch {
      await home.engine.do("DELETE", `/containers/${name}?force=true`);
      await home.place(name, { script: STUBBORN, restart });
    }
  };

  test("nobody can be told: healing is not held up, and once it works again each thing is told once", { timeout: 180_000 }, async () => {
    const protect = { "hydra.protect": "true" };
    await home.placeWell("asks-first", { labels: protect });
    await home.killFromHost("asks-first");
    const { id } = await home.asked("asks-first");
    await until("people to be told", () => home.hydra.told("notice.raised", { topic: id, kind: "needs-person" }).length === 1);
    await home.placeWell("heals-meanwhile");
    await home.killFromHost("heals-meanwhile");
    expect(acts(await home.healed("heals-meanwhile"))).toMatchObject([{ level: "acted", outcome: "proven" }]);
    expect(phone.heard).toEqual([]);
    await phone.plugIn();
    await until("the first to be heard of", () => phone.about("asks-first").length > 0, {
      patienceMs: 150_000,
      state: () => home.hydra.get("/notifications/channels"),
    });
    // What is told after it arrives after it: by then a second telling of the first would have come too.
    await home.placeWell("asks-later", { labels: protect });
    await home.killFromHost("asks-later");
    await until("the second to be heard of", () => phone.about("asks-later").length > 0, { patienceMs: 90_000 });
    expect(phone.about("asks-first")).toHaveLength(1);
    expect(phone.about("heals-meanwhile")).toEqual([]);
  });

  test(
    "a pause in mid-action: what was begun is brought to its end, nothing more is begun until the file is gone",
    { timeout: 180_000 },
    async () => {
      const file = join(home.hydra.home, "pause");
      await home.placeWell("begun", { script: STUBBORN });
      await home.placeWell("waits");
      await inMidHeal("begun");
      writeFileSync(file, "");
      await home.sicken("waits");
      const begun = await home.storyThat("ended", "begun", ({ attempts }) => attempts.some(({ outcome }) => outcome === "proven"));
      expect(acts(begun)).toHaveLength(1);
      const held = await home.storyThat("held back", "waits", ({ plan }) => plan?.holdBack === "Hydra is paused");
      expect(acts(held)).toEqual([]);
      expect(home.deeds.count("waits", "start")).toBe(1);
      rmSync(file);
      await home.healed("waits");
      expect(home.deeds.count("waits", "start")).toBe(2);
      expect(home.deeds.count("begun", "start")).toBe(2);
    },
  );

  test("the container is removed in mid-heal: that is how it ended, and no other takes its place", { timeout: 180_000 }, async () => {
    await home.placeWell("removed", { script: STUBBORN });
    await inMidHeal("removed");
    await home.engine.do("DELETE", "/containers/removed?force=true");
    const story = await home.storyThat(
      "over",
      "removed",
      ({ state, attempts }) => (state === "resolved" || state === "dismissed") && attempts.every(({ outcome }) => outcome !== "pending"),
      150_000,
    );
    expect(acts(story)).toMatchObject([{ level: "acted", outcome: "failed", detail: expect.stringContaining("removed") }]);
    expect(story.healedBy).not.toBe("hydra");
    expect(home.deeds.count("removed", "create")).toBe(1);
    const { status } = await home.hydra.fetch("GET", "/containers/show/removed");
    expect(status).toBe(404);
  });

  // Docker brings back neither: it was just about to be started again when its daemon was gone.
  test.each([
    ["is killed", "SIGKILL", "unless-stopped"],
    ["is killed", "SIGKILL", "no"],
    ["is stopped", "SIGTERM", "unless-stopped"],
    ["is stopped", "SIGTERM", "no"],
  ] as const)(
    "the Docker daemon %s (%s) and started in mid-heal (restart policy %s): it is well in the end or in a person's hands, and nothing is left open",
    { timeout: 240_000 },
    async (_how, signal, restart) => {
      const name = `cut-off-${signal === "SIGKILL" ? "killed" : "stopped"}-${restart}`;
      // The failure before took the leave back.
      await home.allow();
      await home.placeWell(name, { script: STUBBORN, restart });
      await inMidHeal(name);
      if (signal === "SIGTERM") await home.engine.stop();
      else home.engine.signal(signal);
      await home.engine.start();
      const story = await home.storyThat(
        "well again, or in a person's hands",
        name,
        (now) =>
          (now.state === "resolved" || isWithPerson(now)) &&
          now.attempts.every(({ level, outcome }) => level === "asked" || outcome !== "pending"),
        180_000,
      );
      expect(acts(story).length).toBeGreaterThan(0);
      if (isWithPerson(story)) {
        await until("a person to be told", () => home.hydra.told("notice.raised", { topic: story.id, kind: "needs-person" }).length > 0);
        // The person does what is asked for, and that is the end of it.
        await startOrReplace(name, restart);
        await home.healed(name);
      }
      // Proven well while Docker was ending: then it ended with all others. Nobody brings it back without a policy, nor
      // with one, where Docker took its own stop in the midst of a restart for somebody's.
      if (signal === "SIGTERM") await home.wellOrFound(name);
      else await home.well(name);
      expect(await home.hydra.get("/audit/verify")).toMatchObject({ intact: true, problems: [] });
    },
  );
});
