import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

describe.skipIf(!canOpenPage)("the map in a browser, beside a real engine", () => {
  const home = new PageHome("map");
  let page: Page;

  const drawing = (): Locator => page.getByRole("group", { name: "Services and what they need" });
  const box = (name: string): Locator => drawing().getByRole("link", { name: `${home.nameOf(name)},` });
  const labels = (service: string, needs?: string): Record<string, string> => ({
    "com.docker.compose.project": home.nameOf("shop"),
    "com.docker.compose.service": service,
    ...(needs === undefined ? {} : { "com.docker.compose.depends_on": `${needs}:service_started:true` }),
  });
  const open = async (): Promise<void> => {
    await page.goto(`${home.hydra.origin}/#/map`);
    await box("web").waitFor();
  };

  beforeAll(async () => {
    await home.run("db", {
      Cmd: ["sh", "-c", "until [ -e /tmp/end ]; do sleep 0.1; done; exit 3"],
      // A service, not a job: it says where it would answer.
      ExposedPorts: { "5432/tcp": {} },
      Labels: labels("db"),
    });
    await home.run("web", { Cmd: ["sleep", "3600"], Labels: labels("web", "db") });
    await home.run("cache", { Cmd: ["sleep", "3600"], Labels: labels("cache") });
    await home.run("worker", { Cmd: ["sleep", "3600"], Labels: labels("worker", "cache") });
    await home.run("alone", { Cmd: ["sleep", "3600"], Labels: labels("alone") });
    await home.open();
    page = await home.newPage("/map");
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("draws who needs whom, and puts beside it who needs nobody", async () => {
    await open();
    expect(await box("web").locator("title").textContent()).toContain(`Needs ${home.nameOf("db")}.`);
    expect(await box("db").locator("title").textContent()).toContain(`Is needed by ${home.nameOf("web")}.`);
    expect(await box("alone").count()).toBe(0);
    await page
      .getByRole("region", { name: "without links" })
      .getByRole("link", { name: home.nameOf("alone") })
      .waitFor();
    const [needs, needed] = [await box("web").boundingBox(), await box("db").boundingBox()];
    expect(needed?.x).toBeGreaterThan((needs?.x ?? 0) + (needs?.width ?? 0));
  });

  test("says the same as a list", async () => {
    await page.getByText("The same as a list").click();
    const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: home.nameOf("web") }) });
    expect(await row.first().textContent()).toContain(`Needs ${home.nameOf("db")} (compose file)`);
  });

  test("arrow keys follow a link, what is not connected fades, and Enter opens the container", async () => {
    await box("web").focus();
    const isFaded = async (name: string): Promise<boolean> =>
      / opacity-\d/.test((await box(name).locator("xpath=..").getAttribute("class")) ?? "");
    await expect.poll(() => isFaded("worker")).toBe(true);
    expect(await isFaded("db")).toBe(false);
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(":focus title").textContent()).toContain(home.nameOf("db"));
    await page.keyboard.press("Enter");
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(new RegExp(`#/containers/[^/]+/${home.nameOf("db")}$`));
    await page.getByRole("dialog").waitFor();
    await page.goBack();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await box("web").click();
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(new RegExp(`#/containers/[^/]+/${home.nameOf("web")}$`));
  });

  test("grows and shrinks, and never pushes the page aside", async () => {
    await open();
    const wide = (await drawing().boundingBox())?.width ?? 0;
    await page.getByRole("button", { name: "Larger" }).click();
    await expect.poll(async () => (await drawing().boundingBox())?.width ?? 0).toBeGreaterThan(wide * 1.2);
    for (const width of [390, 820, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    }
  });

  test("what breaks is marked as the root without a reload, and leads to its incident", async () => {
    await open();
    await home.touch("db", "/tmp/end");
    await box("db").getByText("root cause", { exact: true }).waitFor();
    await box("db").click();
    await expect.poll(() => page.url()).toContain("/#/incidents/");
    await page.getByRole("heading", { name: new RegExp(home.nameOf("db")) }).waitFor();
  });

  test("has nothing in it that axe calls serious", async () => {
    await open();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await axeTroubles(page)).toEqual([]);
    }
  });

  test("runs nothing that is not Hydra's, and complains of nothing", () => {
    expect(home.complaints.filter((complaint) => !complaint.includes("ERR_NETWORK_CHANGED"))).toEqual([]);
    expect(home.asked.filter((url) => !url.startsWith(`${home.hydra.origin}/`))).toEqual([]);
  });
});
