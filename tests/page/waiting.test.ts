import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Text from outside that wants to be more. */
const HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

const item = (page: Page, name: string): Locator =>
  page.getByRole("list", { name: "What waits for you" }).locator("> li").filter({ hasText: name });
const decided = (page: Page, name: string): Locator => page.getByRole("main").getByRole("listitem").filter({ hasText: name });

describe.skipIf(!canOpenPage)("what waits and what is allowed, in a browser", () => {
  const home = new PageHome("waiting");
  let model: string;

  const ask = async (token: string, method: string, path: string, body?: object): Promise<Response> =>
    fetch(home.hydra.origin + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const owner = (): string => readFileSync(join(home.folder, "token"), "utf8").trim();
  /** A language model wants something protected, which waits for a person. */
  const want = async (name: string): Promise<void> => {
    const answer = await ask(model, "PUT", "/inventory/corrections", { key: `home//${name}`, isProtected: true });
    expect(answer.status).toBe(428);
  };
  const isProtected = async (name: string): Promise<boolean> => {
    const { corrections } = (await (await ask(owner(), "GET", "/inventory/corrections")).json()) as { corrections: { key: string }[] };
    return corrections.some(({ key }) => key === `home//${name}`);
  };
  const grants = async (): Promise<unknown> => (await ask(owner(), "GET", "/grants")).json();

  beforeAll(async () => {
    await home.open();
    const made = await ask(owner(), "POST", "/access/tokens", { name: "assistant", kind: "model", scopes: ["*"] });
    model = ((await made.json()) as { token: string }).token;
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("on a phone: what exactly is asked is told, and a touch does it", async () => {
    const page = await home.newPage("/waiting", PHONE);
    await page.getByText("Nothing. Hydra asks here before").waitFor();
    await want(`phone ${HOSTILE}`);
    const asked = item(page, "phone");
    await asked.waitFor();
    expect(await asked.textContent()).toContain("The model assistant asked");
    expect(await asked.locator("img").count()).toBe(0);
    await asked.getByRole("button", { name: "Details" }).tap();
    expect(await asked.textContent()).toContain("true or false for sure");
    await asked.getByText("How it is now").waitFor();
    const answers = await asked.getByRole("button", { name: /^(Approve|Reject)/ }).all();
    expect(answers).toHaveLength(2);
    for (const answer of answers) expect((await answer.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(await axeTroubles(page)).toEqual([]);
    expect(await isProtected(`phone ${HOSTILE}`)).toBe(false);
    await asked.getByRole("button", { name: /^Approve/ }).tap();
    await asked.waitFor({ state: "detached" });
    await decided(page, "phone").getByText("done", { exact: true }).waitFor();
    expect(await isProtected(`phone ${HOSTILE}`)).toBe(true);
    expect(await page.title()).not.toContain("owned");
    await page.context().close();
  });

  test("by key: nothing is decided that was not chosen; arrows choose, x rejects, a approves, and g a only goes somewhere", async () => {
    for (const name of ["third", "second", "first"]) await want(name);
    const page = await home.newPage("/waiting");
    await item(page, "third").waitFor();
    await page.keyboard.press("a");
    await expect.poll(() => page.locator(":focus").textContent(), WAIT).toContain("first");
    expect(await item(page, "first").isVisible()).toBe(true);
    await page.keyboard.press("ArrowDown");
    expect(await page.locator(":focus").textContent()).toContain("second");
    await page.keyboard.press("Enter");
    await item(page, "second").getByText("Exactly this").waitFor();
    await page.keyboard.press("x");
    await decided(page, "second").getByText("rejected", { exact: true }).waitFor();
    expect(await isProtected("second")).toBe(false);
    await item(page, "first").focus();
    await page.keyboard.press("a");
    await decided(page, "first").getByText("done", { exact: true }).waitFor();
    expect(await isProtected("first")).toBe(true);
    await item(page, "third").focus();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: "Allowed" }).waitFor();
    const { approvals } = (await (await ask(owner(), "GET", "/approvals")).json()) as { approvals: { subject: string }[] };
    expect(approvals.map(({ subject }) => subject)).toEqual(["home//third"]);
    await page.context().close();
  });

  test("something is allowed in plain words, and taking it back is honest about a refusal", async () => {
    const page = await home.newPage("/allowed");
    await page.getByLabel("What", { exact: true }).selectOption("containers.restart");
    await page.getByLabel("For", { exact: true }).selectOption("one");
    await page.getByLabel("Name, as web").fill("lamp-server");
    await page.getByText("Hydra asks me first: Restart a container").waitFor();
    await page.getByRole("button", { name: "Allow it" }).click();
    const grant = page.getByRole("listitem").filter({ hasText: "Hydra asks before it restarts lamp-server" });
    await grant.waitFor();
    expect(await axeTroubles(page)).toEqual([]);
    const refusal = JSON.stringify({ detail: "The disk is full." });
    await page.route("**/grants/*", (route) =>
      route.request().method() === "DELETE"
        ? route.fulfill({ status: 507, contentType: "application/problem+json", body: refusal })
        : route.fallback(),
    );
    await grant.getByRole("button", { name: /^Take back/ }).click();
    await grant.getByRole("alert").getByText("It was not taken back: The disk is full.").waitFor();
    await page.unroute("**/grants/*");
    await grant.getByRole("button", { name: /^Take back/ }).click();
    await grant.waitFor({ state: "detached" });
    await expect.poll(grants, WAIT).toEqual({ grants: [] });
    await page.context().close();
  });

  test("the browser had nothing to complain about but the refusal", () => {
    expect(home.complaints.filter((complaint) => !/ERR_NETWORK_CHANGED|507/.test(complaint))).toEqual([]);
  });
});

const WAIT = { timeout: 20_000, interval: 100 };
