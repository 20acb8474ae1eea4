import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

const PROJECT = "story";
const REASON = "Error: missing required environment variable DATABASE_URL";
/** Runs until somebody makes /tmp/end, and tells why it ends. */
const TELLING = `rm -f /tmp/end; echo ready; until [ -e /tmp/end ]; do sleep 0.1; done; echo '${REASON}' >&2; echo 'LOG: shutting down'; exit 3`;
/** Dies for no reason that it tells. */
const MUTE = "rm -f /tmp/end; until [ -e /tmp/end ]; do sleep 0.1; done; echo 'so be it'; exit 4";
const WAIT = { timeout: 30_000, interval: 100 };

describe.skipIf(!canOpenPage)("the story of an incident, beside a real engine", () => {
  const home = new PageHome("story");
  let page: Page;

  const service = (name: string, script: string, labels: Record<string, string> = {}): Promise<void> =>
    home.run(name, {
      Cmd: ["sh", "-c", script],
      Labels: { "com.docker.compose.project": PROJECT, "com.docker.compose.service": name, ...labels },
      // A service, not a job: it says where it would answer.
      ExposedPorts: { "8080/tcp": {} },
    });
  const end = async (name: string): Promise<void> => {
    await home.touch(name, "/tmp/end");
  };
  /** As the owner, by the other door. */
  const allow = async (name: string): Promise<void> => {
    const token = readFileSync(join(home.folder, "token"), "utf8").trim();
    const given = await fetch(`${home.hydra.origin}/grants`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ operation: "containers.restart", scope: { kind: "one", name: home.nameOf(name) }, level: "act" }),
    });
    expect(given.status).toBe(200);
  };
  const row = (name: string): Locator => page.locator('main a[href^="#/containers/"]', { hasText: home.nameOf(name) });
  const incident = (name: string): Locator => page.getByRole("link", { name: new RegExp(`${home.nameOf(name)} is down`) });
  const pressed = async (locator: Locator): Promise<void> => {
    await locator.focus();
    await page.keyboard.press("Enter");
  };

  beforeAll(async () => {
    await service("again", TELLING);
    await service("unset", TELLING, { "com.docker.compose.depends_on": "mute:service_started:false" });
    await service("mute", MUTE);
    await home.open();
    page = await home.newPage();
    // Judged once: what happens from here on is news.
    for (const name of ["again", "unset", "mute"]) await row(name).getByText("unsure", { exact: true }).waitFor();
  }, 120_000);

  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("what Hydra may restart dies, shows as an incident, and is well again while the page stays open", async () => {
    // For this one alone: other containers of the engine are not this test's.
    await allow("mute");
    await page.evaluate('document.body.dataset.loaded = "once"');
    await end("mute");
    await incident("mute").waitFor();
    await incident("mute").waitFor({ state: "detached", timeout: 60_000 });
    await expect.poll(() => row("mute").textContent(), WAIT).not.toContain("down");
    expect(await page.evaluate("document.body.dataset.loaded")).toBe("once");
  }, 120_000);

  test("its story says what was tried and what proved it, and what it wrote last", async () => {
    await page.getByRole("link", { name: "Incidents" }).first().click();
    await page.getByRole("button", { name: "Healed by Hydra" }).click();
    await page.getByRole("link", { name: new RegExp(`${home.nameOf("mute")} was down`) }).click();
    await page.getByRole("heading", { name: "Hydra healed it", exact: true }).waitFor();
    const story = page.getByRole("list", { name: "The story" });
    await story.getByText("so be it").waitFor();
    const told = (await story.textContent()) ?? "";
    expect(told).toContain(`${home.nameOf("mute")} ended with exit code 4`);
    expect(told).toContain("Tried: restart");
    expect(told).toContain("It worked");
    expect(told).toMatch(/Proof: \S/);
    expect(told).toContain("Restart: worked 1 of 1 times");
  });

  test("what Hydra may not is told with the line of its log that says why, among the lines around it", async () => {
    await end("unset");
    await page.getByRole("link", { name: "Now", exact: true }).first().click();
    await pressed(incident("unset"));
    const line = page.locator("mark", { hasText: REASON });
    await line.waitFor();
    expect(await line.textContent()).toMatch(/^evidence: /);
    const log = (await page.locator("figure").textContent()) ?? "";
    expect(log.indexOf("LOG: shutting down")).toBeGreaterThan(log.indexOf("ready"));
    expect(await page.getByRole("heading", { level: 2, name: "Why: config error" }).count()).toBe(1);
    await page.getByText("Correct its configuration").first().waitFor();
    // What it needs is one step away.
    const story = page.getByRole("list", { name: "The story" });
    expect(await story.getByRole("link", { name: home.nameOf("mute") }).getAttribute("href")).toContain(home.nameOf("mute"));
    // No model is named in the settings: there is nobody to ask.
    expect(await page.getByRole("button", { name: "Ask a model" }).count()).toBe(0);
  });

  test("the story is copied as Markdown; where the browser forbids it, it is shown to be copied", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await pressed(page.getByRole("button", { name: "Copy as Markdown" }));
    await page.getByRole("status").getByText("Copied").waitFor();
    const copied = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(copied).toMatch(new RegExp(`^# ${home.nameOf("unset")} is down.*\\.\n`));
    expect(copied).toContain(REASON);
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("forbidden"))');
    await pressed(page.getByRole("button", { name: "Copy as Markdown" }));
    const byHand = page.getByRole("dialog").getByRole("textbox", { name: "Copy as Markdown" });
    expect(await byHand.inputValue()).toBe(copied);
    await page.keyboard.press("Escape");
    await byHand.waitFor({ state: "detached" });
  });

  test("by the keyboard alone it is forbidden for good, dismissed with a reason, and opened again", async () => {
    await pressed(page.getByRole("button", { name: /^Never for this one/ }));
    const said = page.getByRole("status").filter({ hasText: `From now on Hydra only watches ${home.nameOf("unset")}` });
    await said.waitFor();
    expect(await said.textContent()).toMatch(/\d rules stand under Allowed\. There you take it back\.$/);
    await pressed(page.getByRole("button", { name: "Dismiss…" }));
    await page.keyboard.type("it was <b>tried</b> out");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Dismissed", exact: true }).waitFor();
    await page.getByText("dismissed it: it was <b>tried</b> out").first().waitFor();
    await pressed(page.getByRole("button", { name: /^Open again/ }));
    await page.getByRole("button", { name: "Dismiss…" }).waitFor();
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing serious in the story and on the wall, and neither is too wide (%s)",
    async (colorScheme) => {
      const story = new URL(page.url()).hash.slice(1);
      for (const width of [390, 820, 1440]) {
        const other = await home.newPage(story, { viewport: { width, height: 900 }, colorScheme });
        await other.locator("mark").waitFor();
        expect(await other.evaluate("document.documentElement.scrollWidth")).toBe(width);
        expect(await axeTroubles(other)).toEqual([]);
        await other.goto(`${home.hydra.origin}/display?dim=0-0`);
        await other.getByRole("region", { name: "What stands" }).waitFor();
        expect(await other.evaluate("document.documentElement.scrollWidth")).toBe(width);
        expect(await axeTroubles(other)).toEqual([]);
        await other.context().close();
      }
    },
    90_000,
  );

  test("the same again is told beside the first one, each leading to the other", async () => {
    await page.goto(`${home.hydra.origin}/#/`);
    await end("again");
    await incident("again").click();
    await page
      .getByRole("complementary")
      .getByRole("link", { name: new RegExp(`^${home.nameOf("unset")}`) })
      .click();
    await page.getByRole("heading", { level: 1, name: home.nameOf("unset") }).waitFor();
    const back = page.getByRole("complementary").getByRole("link", { name: new RegExp(`^${home.nameOf("again")}`) });
    expect(await back.getAttribute("href")).toMatch(new RegExp(`^#/incidents/${home.nameOf("again")}-\\d+$`));
  });

  test("the wall shows it at 1280 by 800, without anything to press and without a scroll bar", async () => {
    const wall = await (await home.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "dark" })).newPage();
    await wall.goto(`${home.hydra.origin}/display?dim=0-0`);
    await wall.getByRole("heading", { level: 1 }).waitFor();
    await wall
      .getByRole("region", { name: "What stands" })
      .getByText(`${home.nameOf("again")} is down`)
      .waitFor();
    await wall.getByRole("region", { name: "Machines and projects" }).getByText(PROJECT, { exact: true }).waitFor();
    expect(await wall.evaluate("getComputedStyle(document.querySelector('h1')).fontSize.replace('px', '') >= 28")).toBe(true);
    expect(await wall.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")).toEqual([1280, 800]);
    expect(await wall.locator("main").getAttribute("data-night")).toBe("false");
    const ground = (): Promise<string> => wall.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor");
    expect(await ground()).toBe("rgb(15, 20, 19)");
    // At night it is dark for a system that is light, and dim, but not black.
    await wall.emulateMedia({ colorScheme: "light" });
    expect(await ground()).toBe("rgb(246, 247, 245)");
    const hour = await wall.evaluate<number>("new Date().getHours()");
    await wall.goto(`${home.hydra.origin}/display?dim=${hour}-${(hour + 2) % 24}`);
    await wall.locator('main[data-night="true"]').waitFor();
    await expect.poll(ground, WAIT).toBe("rgb(15, 20, 19)");
    expect(await wall.evaluate("getComputedStyle(document.querySelector('main')).filter")).toBe("brightness(0.55)");
  });

  test("a wall that nobody signed in says so", async () => {
    const wall = await (await home.newContext({ storageState: { cookies: [], origins: [] } })).newPage();
    await wall.goto(`${home.hydra.origin}/display`);
    await wall.getByText("This screen is not signed in.").waitFor();
    expect(await wall.locator("code").textContent()).toBe("./hydra link");
  });

  test("who comes back is told what happened meanwhile", async () => {
    const back = await (await home.newContext()).newPage();
    await back.addInitScript(`localStorage.setItem("hydra.last-look", JSON.stringify({ since: null, seenAt: Date.now() - 3_600_000 }))`);
    await back.goto(`${home.hydra.origin}/#/`);
    await back.getByRole("heading", { name: "Since you last looked" }).waitFor();
    await back.getByText(`Hydra restarted ${home.nameOf("mute")}`).waitFor();
    const over = back.getByRole("link", { name: new RegExp(`${home.nameOf("mute")} was down .*: Hydra healed it`) });
    expect(await over.count()).toBe(1);
  });

  test("a wall whose Hydra is gone says since when, and is not green", async () => {
    const wall = await (await home.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await wall.goto(`${home.hydra.origin}/display`);
    await wall.getByRole("heading", { level: 1 }).waitFor();
    // So long as it lives nothing is said.
    expect(await wall.getByText("Disconnected since").count()).toBe(0);
    expect(home.complaints.filter((complaint) => !complaint.includes("ERR_NETWORK_CHANGED"))).toEqual([]);
    await home.hydra.end();
    await wall.getByText(/Disconnected since \d\d:\d\d/).waitFor();
    expect(await wall.evaluate("getComputedStyle(document.querySelector('.is-old')).filter")).toBe("grayscale(1)");
  });
});
