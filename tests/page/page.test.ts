import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOpenPage, PageHome } from "./page-home.ts";

/** Docker keeps container names clean; the name of a compose project is anybody's. */
const HOSTILE_PROJECT = `<img src=x onerror="document.title='owned'">\u202E${"long-".repeat(40)}`;

describe.skipIf(!canOpenPage)("the page in a browser, beside a real engine", () => {
  const home = new PageHome("page");
  const { asked, complaints } = home;
  let page: Page;

  const run = (name: string, body: object): Promise<void> =>
    home.run(name, { ...body, Labels: { "com.docker.compose.project": HOSTILE_PROJECT, "com.docker.compose.service": name } });
  const row = (name: string): Locator => page.locator('main a[href^="#/containers/"]', { hasText: home.nameOf(name) });

  beforeAll(async () => {
    await run("mortal", {
      Cmd: ["sh", "-c", "until [ -e /tmp/end ]; do sleep 0.1; done; exit 3"],
      // A service, not a job: it says where it would answer.
      ExposedPorts: { "8080/tcp": {} },
    });
    await run("checked", {
      Cmd: ["sleep", "3600"],
      Healthcheck: { Test: ["CMD-SHELL", "! [ -e /tmp/ill ]"], Interval: 1e9, Timeout: 5e9, Retries: 1 },
    });
    await home.start();
    page = await (await home.newContext()).newPage();
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("the one-time link signs the browser in and shows the sentence", async () => {
    await page.goto(home.hydra.link);
    await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent(), WAIT).toMatch(/^\d+ containers?: /);
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(#\/)?$/);
    await row("checked").getByText("well", { exact: true }).waitFor();
    await row("mortal").waitFor();
    // What stands behind the # is not sent; everything before it must not hold the page's key.
    const key = await page.evaluate<string>("localStorage.getItem('hydra.page-key')");
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(asked.filter((url) => url.split("#")[0]?.includes(key))).toEqual([]);
    const headings = await page.getByRole("heading", { level: 2 }).allTextContents();
    // What is found at first sight is an incident soon, not yet at every first look.
    expect(headings.filter((heading) => heading !== "Incidents" && heading !== "Since you last looked")).toEqual([
      "How much may Hydra do by itself when something breaks?",
      "What is not as it should be",
      "Nodes",
      "Containers",
    ]);
  }, 90_000);

  test("without a session the page says how to sign in, and the used link where a new one comes from", async () => {
    const stranger = await home.browser.newContext();
    const other = await stranger.newPage();
    await other.goto(home.hydra.origin);
    await other.getByText("This browser is not signed in.").waitFor();
    expect(await other.locator("code").textContent()).toBe("./hydra link");
    const answer = await other.goto(home.hydra.link);
    expect(answer?.status()).toBe(401);
    expect(await other.locator("body").textContent()).toMatch(/already used.*\.\/hydra link/s);
    await stranger.close();
  });

  test("the cookie without the page's key is not signed in, and a link with a wrong key signs nobody out", async () => {
    const { cookies, origins } = await page.context().storageState();
    expect(cookies.map(({ name }) => name)).toEqual(["hydra_session"]);
    const keyless = await home.browser.newContext({ storageState: { cookies, origins: [] } });
    const stranger = await keyless.newPage();
    await stranger.goto(home.hydra.origin);
    await stranger.getByText("This browser is not signed in.").waitFor();
    expect(await stranger.evaluate("fetch('/overview').then(({ status }) => status)")).toBe(401);
    await keyless.close();
    const whole = await home.browser.newContext({ storageState: { cookies, origins } });
    const lured = await whole.newPage();
    await lured.goto(`${home.hydra.origin}/#key=${"A".repeat(43)}`);
    await lured.getByRole("heading", { level: 1 }).waitFor();
    expect(lured.url()).toBe(`${home.hydra.origin}/`);
    await whole.close();
    const cookieless = await home.browser.newContext({ storageState: { cookies: [], origins } });
    const forgotten = await cookieless.newPage();
    await forgotten.goto(home.hydra.origin);
    await forgotten.getByText("This browser is not signed in.").waitFor();
    await cookieless.close();
  });

  test("a hostile name is text, and pushes nothing aside", async () => {
    const heading = page.getByRole("heading", { level: 3, name: "<img" });
    expect(await heading.locator("bdi").textContent()).toBe(HOSTILE_PROJECT);
    expect(await page.locator("h3 img").count()).toBe(0);
    expect(await page.title()).toBe("Hydra");
    for (const width of [390, 820, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    }
  });

  test("a row leads to its container by the keyboard, and back", async () => {
    await row("checked").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("running", { exact: false }).first().waitFor();
    expect(page.url()).toContain(`/${home.nameOf("checked")}`);
    await page.goBack();
    await row("checked").waitFor();
  });

  test("a machine shows what it used over time, and gives the keyboard back", async () => {
    const machine = page.getByRole("button", { name: /^Show .* over time$/ }).first();
    await machine.press("Enter");
    const sheet = page.getByRole("dialog");
    const cpu = sheet.getByRole("img", { name: /^CPU/ });
    // It was measured for a moment only: for the rest of the hour nothing is drawn, and that is said.
    await expect
      .poll(() => cpu.getAttribute("aria-label"), WAIT)
      .toMatch(/last hour: between \d+ % and \d+ %; measured for \d+ % of the time$/);
    await sheet.getByRole("button", { name: "Last 7 days" }).press("Enter");
    await sheet
      .getByRole("img", { name: /last 7 days/ })
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe(await machine.getAttribute("aria-label"));
  });

  test("what happens to a container shows while the page stays open", async () => {
    await page.evaluate('document.body.dataset.loaded = "once"');
    const before = asked.length;
    await home.touch("mortal", "/tmp/end");
    await home.touch("checked", "/tmp/ill");
    await row("mortal").getByText("down", { exact: true }).waitFor();
    await row("checked").getByText("well", { exact: true }).waitFor({ state: "detached" });
    await page.getByText("Crashed", { exact: true }).waitFor();
    expect(await page.evaluate("document.body.dataset.loaded")).toBe("once");
    // One stream told it all: it was not opened again.
    expect(asked.slice(before).filter((url) => url.endsWith("/events"))).toEqual([]);
  });

  test("the incident tells its story, and the first answer puts it right", async () => {
    const incident = page.getByRole("link", { name: new RegExp(`${home.nameOf("mortal")} is down`) });
    await incident.click();
    await page.getByText("Only noted: restart").waitFor();
    expect(await page.getByRole("main").textContent()).toContain("exit code 3");
    expect(page.url()).toContain("/#/incidents/");
    await page.goBack();
    await page.getByRole("button", { name: "Ask me" }).click();
    await page.getByRole("button", { name: "Ask me" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Allowed" }).click();
    await page.getByText("Hydra asks before it restarts containers").waitFor();
    await page.goBack();
    await incident.click();
    await page.getByRole("button", { name: "Dismiss…" }).click();
    await page.getByRole("button", { name: "Dismiss it" }).click();
    await page.getByRole("heading", { name: "Dismissed", exact: true }).waitFor();
    await page.goBack();
    await incident.waitFor({ state: "detached" });
  });

  test("until here the browser had nothing to complain about and asked nobody else", () => {
    // Engines beside this one come and go, and with them interfaces of this machine.
    expect(complaints.filter((complaint) => !complaint.includes("ERR_NETWORK_CHANGED"))).toEqual([]);
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((url) => !url.startsWith(`${home.hydra.origin}/`))).toEqual([]);
  });

  test("an address of an incident that does not exist says so", async () => {
    await page.evaluate('location.hash = "#incident=nope-1"');
    await page.getByText("There is no such incident.").waitFor();
    expect(await page.getByRole("main").textContent()).not.toContain("read again");
    await page.goto(`${home.hydra.origin}/#/`);
    await page.getByRole("heading", { level: 1 }).waitFor();
  });

  /** A page whose code comes from Hydra each time: what a service worker keeps cannot be refused here. */
  const pageWithoutStore = async (): Promise<Page> => {
    const storageState = await page.context().storageState();
    const context = await home.browser.newContext({ storageState, serviceWorkers: "block" });
    const bare = await context.newPage();
    await bare.goto(home.hydra.origin);
    await bare.getByRole("heading", { level: 1 }).waitFor();
    return bare;
  };

  test("code that cannot be fetched at once is fetched again; a part that breaks says so and leaves the rest", async () => {
    const bare = await pageWithoutStore();
    let tries = 0;
    await bare.route("**/assets/operations-*.js", (route) => {
      tries += 1;
      return tries === 1 ? route.abort("failed") : route.continue();
    });
    await bare.getByRole("link", { name: "Operations" }).click();
    await bare.getByRole("heading", { level: 1, name: "Operations" }).waitFor();
    expect(tries).toBe(2);
    await bare.route("**/assets/proof-*.js", (route) => route.abort("failed"));
    await bare.getByRole("link", { name: "Proof" }).click();
    await bare.getByRole("alert").getByText("This part of the page broke.").waitFor();
    await bare.unroute("**/assets/proof-*.js");
    await bare.getByRole("button", { name: "Load the page anew" }).click();
    await bare.getByRole("heading", { level: 1, name: "Proof" }).waitFor();
    await bare.context().close();
  });

  test("a page of an older build loads itself anew where its code is gone", async () => {
    const old = await pageWithoutStore();
    await old.evaluate('document.querySelector("script[type=module]").setAttribute("src", "/assets/main-of-last-week.js")');
    await old.route("**/assets/mind-*.js", (route) => route.fulfill({ status: 404, body: "" }), { times: 1 });
    const loaded = old.waitForEvent("load");
    await old.getByRole("link", { name: "Mind" }).click();
    await loaded;
    await old.getByRole("heading", { level: 1, name: "Mind" }).waitFor();
    expect(await old.locator('script[type="module"]').getAttribute("src")).not.toContain("last-week");
    await old.context().close();
  });

  test("a Hydra that is gone is told with the time, and comes back by itself", async () => {
    const sentence = await page.getByRole("heading", { level: 1 }).textContent();
    await home.hydra.end();
    await page.evaluate('document.body.dataset.loaded = "once"');
    const notice = page.getByRole("status").getByText("Disconnected");
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(/^Disconnected\. What you see is from \d\d:\d\d:\d\d/);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(sentence);
    await home.startAgain();
    await notice.waitFor({ state: "detached", timeout: 60_000 });
    await row("mortal").getByText("down", { exact: true }).waitFor();
    expect(await page.evaluate("document.body.dataset.loaded")).toBe("once");
    expect(await page.getByRole("button", { name: /Hydra was updated/ }).count()).toBe(0);
  }, 120_000);

  test("a page that was first opened while Hydra was away stands as soon as it is back", async () => {
    const bare = await pageWithoutStore();
    await home.hydra.end();
    await bare.getByRole("link", { name: "Mind" }).click();
    await bare.getByRole("alert").getByText("This part of the page broke.").waitFor();
    await home.startAgain();
    await bare.getByRole("heading", { level: 1, name: "Mind" }).waitFor({ timeout: 60_000 });
    expect(await bare.getByText("This part of the page broke.").count()).toBe(0);
    await bare.context().close();
  }, 120_000);

  test("a Hydra that comes back with another page offers it, and takes nothing away unasked", async () => {
    await page.evaluate('document.querySelector("script[type=module]").setAttribute("src", "/assets/main-of-last-week.js")');
    await home.hydra.end();
    await page.getByRole("status").getByText("Disconnected").waitFor();
    await home.startAgain();
    await page.getByRole("button", { name: /Hydra was updated/ }).click({ timeout: 60_000 });
    await expect.poll(() => page.evaluate("document.body.dataset.loaded"), WAIT).toBeUndefined();
    await page.getByRole("heading", { level: 1 }).waitFor();
  }, 120_000);
});

const WAIT = { timeout: 40_000, interval: 100 };
