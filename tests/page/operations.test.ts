import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canOpenPage, PageHome } from "./page-home.ts";

const WAIT = { timeout: 20_000, interval: 100 };

describe.skipIf(!canOpenPage)("operations and what happened", () => {
  const home = new PageHome("operations");
  let page: Page;

  const openOperation = async (name: string): Promise<void> => {
    await page.goto(`${home.hydra.origin}/#/operations/${name}`);
    await page.getByRole("form", { name }).waitFor();
  };
  /** What stands beside the field with this label. */
  const mistakesAt = async (label: string): Promise<string | null> => {
    const described = await page.getByLabel(label, { exact: true }).getAttribute("aria-describedby");
    return page.locator(`[id="${described?.split(" ").at(-1)}"]`).textContent();
  };

  beforeAll(async () => {
    await home.run("talking", { Cmd: ["sh", "-c", "trap 'exit 0' TERM; n=0; while true; do n=$((n+1)); echo line $n; sleep 0.2; done"] });
    await home.open();
    page = await home.newPage("/operations");
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("every operation is found by its words, and opens its form", async () => {
    await page.getByRole("searchbox", { name: "Search operations" }).fill("restart container");
    await page.getByRole("link", { name: /Restart a container and wait/ }).click();
    await page.getByRole("form", { name: "containers.restart" }).waitFor();
    expect(page.url()).toContain("#/operations/containers.restart");
  });

  test("a mistake is told beside its field: what Hydra finds, and what can be known before", async () => {
    await openOperation("containers.restart");
    await page.getByRole("button", { name: "Do it" }).click();
    await expect.poll(() => mistakesAt("name"), WAIT).toContain("say which container");
    expect(await page.getByLabel("name", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    await openOperation("activity.audit");
    await page.getByText(/more fields/).click();
    await page.getByLabel("limit", { exact: true }).fill("many");
    const before = home.asked.length;
    await page.getByRole("button", { name: "Read" }).click();
    await expect.poll(() => mistakesAt("limit"), WAIT).toBe("is no number");
    expect(home.asked.slice(before).filter((url) => url.includes("/audit"))).toEqual([]);
    await page.getByLabel("limit", { exact: true }).fill("0");
    await page.getByRole("button", { name: "Read" }).click();
    await expect.poll(() => mistakesAt("limit"), WAIT).toMatch(/1/);
    expect(await mistakesAt("limit")).not.toContain("is no number");
  });

  test("the lines for a terminal follow what is filled in, and names are offered", async () => {
    await openOperation("containers.restart");
    await page.getByLabel("name", { exact: true }).fill("my web");
    expect(await page.getByText("hydra containers restart").textContent()).toBe("hydra containers restart --name 'my web'");
    expect(await page.locator("code").filter({ hasText: "curl" }).textContent()).toContain(`-d '{"name":"my web"}'`);
    await expect.poll(() => page.locator(`datalist option[value="${home.nameOf("talking")}"]`).count(), WAIT).toBeGreaterThan(0);
  });

  test("a stream comes line by line until it is stopped", async () => {
    await openOperation("logs.follow");
    await page.getByLabel(/^container/).fill(home.nameOf("talking"));
    await page.getByRole("button", { name: "Read" }).click();
    await page.getByText("Still coming…").waitFor();
    await expect.poll(() => page.locator("main ol li").count(), WAIT).toBeGreaterThan(2);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped.").waitFor();
  });

  test("a file is shown as far as it is text, and can be kept", async () => {
    await openOperation("settings.metrics");
    await page.getByRole("button", { name: "Read" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Save / }).click();
    expect(await readFile(await (await downloading).path(), "utf8")).toContain("hydra_operation_seconds");
    expect(await page.locator("main pre").textContent()).toContain("hydra_operation_seconds");
  });

  test("what cannot be taken back is asked a second time", async () => {
    await openOperation("knowledge.purge");
    await page.getByLabel(/^ids/).fill("nothing-of-this-name");
    await page.getByRole("button", { name: "Do it", exact: true }).click();
    await page.getByText(/cannot be taken back: please confirm/).waitFor();
    await page.getByRole("button", { name: "Yes, do it" }).click();
    await expect.poll(() => page.getByRole("main").textContent(), WAIT).toMatch(/Answer|nothing-of-this-name.*(no|not)/s);
  });

  test("what is asked a second time waits for nobody: leaving it, or going elsewhere, takes it back", async () => {
    const count = async (state: string): Promise<number> => {
      const authorization = `Bearer ${(await readFile(join(home.folder, "token"), "utf8")).trim()}`;
      const answer = await fetch(`${home.hydra.origin}/approvals?state=${state}`, { headers: { authorization } });
      return ((await answer.json()) as { approvals: unknown[] }).approvals.length;
    };
    const askPurge = async (): Promise<void> => {
      await openOperation("knowledge.purge");
      await page.getByLabel(/^ids/).fill("also-nothing");
      await page.getByRole("button", { name: "Do it", exact: true }).click();
      await page.getByText(/cannot be taken back: please confirm/).waitFor();
      expect(await count("waiting")).toBe(1);
      expect(await page.locator('nav a[href="#/waiting"]').first().textContent()).toBe("Waiting");
    };
    await askPurge();
    await page.getByRole("button", { name: "Leave it" }).click();
    await expect.poll(() => count("withdrawn"), WAIT).toBe(1);
    await askPurge();
    await page.goto(`${home.hydra.origin}/#/map`);
    await expect.poll(() => count("withdrawn"), WAIT).toBe(2);
    expect(await count("waiting")).toBe(0);
  });

  test("what was done is told in plain words, filtered where it is kept, and taken away as a file", { timeout: 90_000 }, async () => {
    await openOperation("containers.restart");
    await page.getByLabel("name", { exact: true }).fill(home.nameOf("talking"));
    await page.getByRole("button", { name: "Do it" }).click();
    await page.getByRole("heading", { name: "Answer" }).waitFor({ timeout: 60_000 });
    await page.goto(`${home.hydra.origin}/#/happened`);
    const sentence = page.getByText(`You restarted ${home.nameOf("talking")}.`);
    await sentence.waitFor();
    await sentence.click();
    await page
      .getByText(/^Line \d+, [0-9a-f]{64}$/)
      .first()
      .waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export CSV" }).click();
    const file = await readFile(await (await downloading).path(), "utf8");
    expect(file).toContain(`containers.restart,${home.nameOf("talking")},done`);
    await page.getByRole("combobox", { name: "How it ended" }).selectOption("interrupted");
    await page.getByText("Nothing of this kind happened.").waitFor();
    await page.getByRole("combobox", { name: "How it ended" }).selectOption("");
    await page.getByRole("searchbox", { name: "Search" }).fill("containers.RESTART");
    await sentence.waitFor();
    await page.getByRole("link", { name: "Jobs" }).click();
    await page.getByText(home.nameOf("talking")).first().waitFor();
  });

  test("what somebody else does shows while the page stays open", async () => {
    await page.goto(`${home.hydra.origin}/#/happened`);
    await page
      .getByText(/^You restarted/)
      .first()
      .waitFor();
    await page.evaluate(`fetch("/resume", {
      method: "POST",
      headers: { "x-hydra-page": localStorage.getItem("hydra.page-key"), "content-type": "application/json" },
      body: "{}",
    })`);
    await page.getByText(/^You ended the pause/).waitFor();
    expect(await page.getByText(/^You ended the pause/).count()).toBe(1);
  });

  test("the chain is really verified: a changed line is told", async () => {
    await page.goto(`${home.hydra.origin}/#/happened`);
    await page.getByText(/^Chain verified: \d+ entries$/).waitFor();
    const database = new Database(join(home.folder, "hydra.db"), { timeout: 5_000 });
    try {
      const { changes } = database.prepare("update audit_entries set actor = 'person:nobody' where operation = 'containers.restart'").run();
      expect(changes).toBeGreaterThan(0);
    } finally {
      database.close();
    }
    await page.getByRole("button", { name: "Verify again" }).click();
    await page.getByText("The chain is broken").waitFor();
    await page
      .getByText(/line \d+ was changed/)
      .first()
      .waitFor();
    expect(await page.getByText("Chain verified").count()).toBe(0);
  });

  test("what nobody measured yet is not shown as a value", async () => {
    await page.goto(`${home.hydra.origin}/#/proof`);
    await page.getByText("Notifications a day").waitFor();
    await expect.poll(() => page.getByRole("main").textContent(), WAIT).toContain("not measured");
    await page.getByRole("link", { name: "Drills" }).click();
    await page.getByText("No drill was done yet.").waitFor();
    await expect.poll(() => page.getByRole("checkbox", { name: "kill" }).count(), WAIT).toBe(1);
  });

  test("the browser had nothing to complain about but what was refused", () => {
    const ours = home.complaints.filter((complaint) => !/ERR_NETWORK_CHANGED|status of (422|428|404)/.test(complaint));
    expect(ours).toEqual([]);
  });
});
