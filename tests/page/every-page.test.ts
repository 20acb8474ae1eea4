import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

/** A name that nobody chose kindly. Docker keeps container names clean; the name of a compose project is anybody's. */
const HOSTILE_PROJECT = `<img src=x onerror="document.title='owned'">\u202E${"long-".repeat(40)}`;

/** Go there, and wait until nothing is being read any more. */
async function goTo(page: Page, origin: string, address: string): Promise<void> {
  await page.goto(`${origin}/#${address}`);
  await page.locator(`nav a[aria-current="page"][href="#${address}"]`).first().waitFor({ state: "attached" });
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await expect.poll(() => page.locator("main .animate-pulse").count(), { timeout: 20_000 }).toBe(0);
}

describe.skipIf(!canOpenPage)("every page of the navigation", () => {
  const home = new PageHome("every");
  let addresses: string[] = [];

  beforeAll(async () => {
    await home.run("serving", {
      Cmd: ["sh", "-c", "while true; do echo '\u001B[31m<b>error</b> \u202E'; sleep 5; done"],
      Labels: { "com.docker.compose.project": HOSTILE_PROJECT, "com.docker.compose.service": "<script>alert(1)</script>" },
    });
    await home.run("crashed", { Cmd: ["sh", "-c", "echo '<svg onload=alert(1)>'; exit 3"], ExposedPorts: { "8080/tcp": {} } });
    await home.open();
    const page = await home.newPage();
    await page.getByText(home.nameOf("crashed")).first().waitFor();
    const links = await page.getByRole("navigation").first().getByRole("link").all();
    addresses = (await Promise.all(links.map((link) => link.getAttribute("href")))).flatMap((href) =>
      href?.startsWith("#/") === true ? [href.slice(1)] : [],
    );
    addresses = [...new Set(addresses)];
    await page.context().close();
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("is reached from the navigation", () => {
    expect(addresses).toEqual(expect.arrayContaining(["/", "/incidents", "/waiting", "/allowed"]));
  });

  test("comes with a first load of at most 150 kB of scripts and styles, compressed", async () => {
    const context = await home.newContext();
    const page = await context.newPage();
    const loaded: Promise<{ url: string; bytes: number }>[] = [];
    page.on("requestfinished", (request) => {
      if (["script", "stylesheet"].includes(request.resourceType()))
        loaded.push(request.sizes().then(({ responseBodySize }) => ({ url: request.url(), bytes: responseBodySize })));
    });
    await goTo(page, home.hydra.origin, "/");
    const sizes = await Promise.all(loaded);
    expect(sizes.map(({ url }) => url).some((url) => url.endsWith(".js"))).toBe(true);
    expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(10_000);
    expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(150_000);
    await context.close();
  });

  test.each(["light", "dark"] as const)("has nothing in it that axe calls serious (%s)", { timeout: 180_000 }, async (colorScheme) => {
    const page = await home.newPage("/", { colorScheme, reducedMotion: "reduce" });
    const troubles: string[] = [];
    for (const address of addresses) {
      await goTo(page, home.hydra.origin, address);
      troubles.push(...(await axeTroubles(page)).map((trouble) => `${address} ${trouble}`));
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test.each([390, 820, 1440])("is not wider than the window (%i px), whatever things are called", { timeout: 120_000 }, async (width) => {
    const page = await home.newPage("/", { viewport: { width, height: 900 }, hasTouch: width < 1_000 });
    const tooWide: string[] = [];
    for (const address of addresses) {
      await goTo(page, home.hydra.origin, address);
      const scrolls = await page.evaluate<number>("document.documentElement.scrollWidth");
      if (scrolls > width) tooWide.push(`${address}: ${scrolls}`);
    }
    expect(tooWide).toEqual([]);
    await page.context().close();
  });

  test("has a title of its own, and one first heading", { timeout: 60_000 }, async () => {
    const page = await home.newPage();
    for (const address of addresses) {
      await goTo(page, home.hydra.origin, address);
      expect([address, await page.getByRole("heading", { level: 1 }).count()]).toEqual([address, 1]);
      expect(await page.title()).toMatch(address === "/" ? /^Hydra$/ : /^.+ · Hydra$/);
    }
    await page.context().close();
  });

  test("runs nothing that is not Hydra's, and asks nobody else", () => {
    // Engines beside this one come and go, and with them interfaces of this machine. 503: what is not configured says so.
    expect(home.complaints.filter((complaint) => !/ERR_NETWORK_CHANGED|status of 503/.test(complaint))).toEqual([]);
    expect(home.asked.filter((url) => !url.startsWith(`${home.hydra.origin}/`))).toEqual([]);
  });

  test("two tabs share one stream, and the second goes on when the first is closed", { timeout: 60_000 }, async () => {
    const context = await home.newContext();
    const streams: string[] = [];
    context.on("request", (request) => request.url().endsWith("/events") && streams.push(request.url()));
    const [one, two] = [await context.newPage(), await context.newPage()];
    for (const page of [one, two]) {
      await page.goto(`${home.hydra.origin}/#/`);
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
    await expect.poll(() => streams.length, { timeout: 10_000 }).toBe(1);
    await one.close();
    await expect.poll(() => streams.length, { timeout: 10_000 }).toBe(2);
    await home.run("late", { Cmd: ["sleep", "600"] });
    await two.getByText(home.nameOf("late")).first().waitFor();
    await context.close();
  });

  test("a session that is ended in use says how to sign in, in every tab", { timeout: 60_000 }, async () => {
    const context = await home.newContext();
    const [one, two] = [await context.newPage(), await context.newPage()];
    for (const page of [one, two]) {
      await page.goto(`${home.hydra.origin}/#/`);
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
    const status = await one.evaluate(
      "fetch('/logout', { method: 'POST', headers: { 'x-hydra-page': localStorage.getItem('hydra.page-key') } }).then(({ status }) => status)",
    );
    expect(status).toBe(204);
    await home.run("later", { Cmd: ["sleep", "600"] });
    for (const page of [one, two]) await page.getByText("This browser is not signed in.").waitFor();
    await context.close();
  });
});
