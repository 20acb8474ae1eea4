import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askEngine } from "../peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../peers/peers.ts";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

const PROMETHEUS = { repository: `hydra-test-${process.pid}/prometheus`, tag: "1" };

describe.skipIf(!canOpenPage)("the setup in a browser, beside a real engine", () => {
  const socket = (peer("docker") ?? "").replace(/^unix:\/\//, "");
  const home = new PageHome("setup");
  let page: Page;

  const file = (): string => join(home.folder, "hydra.yaml");
  const read = async <Answer>(path: string): Promise<Answer> => {
    const token = readFileSync(join(home.folder, "token"), "utf8").trim();
    return (await (await fetch(home.hydra.origin + path, { headers: { authorization: `Bearer ${token}` } })).json()) as Answer;
  };
  const go = async (part: string): Promise<void> => {
    await page.goto(`${home.hydra.origin}/#/setup${part}`);
    await page.getByRole("heading", { level: 1, name: "Setup" }).waitFor();
  };
  const step = (name: string): Locator =>
    page
      .getByRole("listitem")
      .filter({ has: page.getByRole("button", { name, exact: false }) })
      .first();

  beforeAll(async () => {
    const tag = `/v1.41/images/${BUSYBOX_IMAGE}/tag?repo=${PROMETHEUS.repository}&tag=${PROMETHEUS.tag}`;
    await askEngine(socket, "POST", tag);
    await home.run("prom", {
      Image: `${PROMETHEUS.repository}:${PROMETHEUS.tag}`,
      Cmd: ["sleep", "3600"],
      ExposedPorts: { "9090/tcp": {} },
      HostConfig: { PortBindings: { "9090/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] } },
    });
    await home.run("vault", { Cmd: ["sleep", "3600"], Labels: { "hydra.protect": "true" } });
    await home.run("plain", {
      Cmd: ["sleep", "3600"],
      Healthcheck: { Test: ["CMD", "curl", "-f", "http://localhost:80"], Interval: 1e9, Timeout: 1e9, Retries: 1 },
    });
    writeFileSync(join(home.folder, "hydra.yaml"), "# mine\nserver: {logLevel:   warn}\n");
    await home.open();
    page = await home.newPage("/setup");
  }, 90_000);
  afterAll(async () => {
    await home[Symbol.asyncDispose]();
    await askEngine(socket, "DELETE", `/v1.41/images/${PROMETHEUS.repository}:${PROMETHEUS.tag}`);
  }, 60_000);

  test("the first steps begin by watching, ask with a guess, and are never asked twice", async () => {
    await page.getByText("Watching only. I change nothing until you let me.").waitFor();
    await page.getByRole("link", { name: "Finish the first steps" }).waitFor();
    await step("What must never be touched").getByText("its label hydra.protect").waitFor();
    await step("What must never be touched")
      .getByText(/^\d+ others$/)
      .click();
    const tick = page.getByRole("checkbox", { name: new RegExp(home.nameOf("plain")) });
    await tick.check();
    await expect
      .poll(async () => (await read<{ corrections: { key: string; isProtected: boolean }[] }>("/inventory/corrections")).corrections, WAIT)
      .toMatchObject([{ key: expect.stringContaining(home.nameOf("plain")), isProtected: true }]);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("How should it reach you?").waitFor();
    await page.getByRole("button", { name: "Leave it: Where to reach you" }).click();
    await step("Where to reach you").getByText("left out").waitFor();
    // The page says so before Hydra did.
    await expect.poll(() => read("/settings/guide"), WAIT).toMatchObject({ passed: ["tell"] });
    await page.reload();
    await step("Where to reach you").getByText("left out").waitFor();
    await step("What must never be touched").getByText("done").waitFor();
    expect(await axeTroubles(page)).toEqual([]);
  });

  test("the first thing that is wrong is explained", async () => {
    const header = page.getByRole("button", { name: "The first thing that is wrong" });
    if ((await header.getAttribute("aria-expanded")) === "false") await header.click();
    const explained = step("The first thing that is wrong").getByText(/curl/).first();
    await explained.waitFor();
    expect(await axeTroubles(page)).toEqual([]);
  });

  test("what was found is connected by the lines that are shown, and comments stay", async () => {
    await go("/connections");
    await page.getByRole("button", { name: `Connect: Prometheus (${home.nameOf("prom")})` }).click();
    const sheet = page.getByRole("dialog", { name: "Connect Prometheus" });
    await sheet.getByRole("region", { name: "What would change" }).getByText("prometheus:").waitFor();
    await sheet.getByRole("button", { name: "Save" }).click();
    await sheet.getByText("It takes effect when Hydra is started again.").waitFor();
    await page.keyboard.press("Escape");
    const text = readFileSync(file(), "utf8");
    expect(text).toMatch(/^# mine\nserver: \{logLevel: {3}warn\}\n\nprometheus:\n {2}url: http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test("the settings tell each mistake with its line before anything is saved, and go back", async () => {
    await go("/settings");
    await page.getByText("This was written since Hydra started.").waitFor();
    const before = readFileSync(file(), "utf8");
    const editor = page.getByRole("textbox", { name: "hydra.yaml" });
    await editor.fill(`${before}docker:\n  watchOnly: perhaps\n`);
    const line = before.split("\n").length + 1;
    await page.getByRole("button", { name: `Line ${line}` }).click();
    const marked = "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)";
    expect(await page.evaluate(marked)).toBe("  watchOnly: perhaps");
    expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
    await editor.fill(`${before}docker:\n  watchOnly: true\n`);
    // What is not saved yet waits while somebody looks elsewhere.
    await page.getByRole("link", { name: "Map" }).click();
    await page.getByRole("heading", { level: 1, name: "Map" }).waitFor();
    await page.goBack();
    expect(await editor.inputValue()).toContain("watchOnly: true");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect(readFileSync(file(), "utf8")).toContain("watchOnly: true");
    expect(await axeTroubles(page)).toEqual([]);
    // Also later.
    await page.reload();
    await page.getByRole("button", { name: "Go back to the version before" }).click();
    await expect.poll(() => editor.inputValue(), WAIT).toBe(before);
    expect(readFileSync(file(), "utf8")).toBe(before);
  });

  test("a file that somebody else wrote meanwhile is not overwritten", async () => {
    const editor = page.getByRole("textbox", { name: "hydra.yaml" });
    const theirs = "# theirs\n";
    await editor.fill("# ours\n");
    writeFileSync(file(), theirs);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/was changed meanwhile by somebody else/).waitFor();
    expect(readFileSync(file(), "utf8")).toBe(theirs);
    await page.getByRole("button", { name: "Take what is there now" }).click();
    await expect.poll(() => editor.inputValue(), WAIT).toBe(theirs);
  });

  test("a token is shown once, works, and ends", async () => {
    await go("/access");
    await page.getByLabel("Name").fill("grafana");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText("The token of grafana.").waitFor();
    const token = (await page.locator("code").textContent()) ?? "";
    const ask = async (): Promise<number> =>
      (await fetch(`${home.hydra.origin}/overview`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await ask()).toBe(200);
    expect(await axeTroubles(page)).toEqual([]);
    await page.getByRole("button", { name: "End it: grafana" }).click();
    await page.getByText("None. Whoever calls Hydra needs one").waitFor();
    expect(await ask()).toBe(401);
  });

  test("every part stands on a phone, and a phone's way here is explained", async () => {
    const phone = await home.newPage("/setup/phone", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    await phone.getByText("Hydra answers on this machine only.").waitFor();
    await phone.getByText("tailscale serve").waitFor();
    for (const part of ["", "/doctor", "/connections", "/settings", "/phone", "/access"]) {
      await phone.goto(`${home.hydra.origin}/#/setup${part}`);
      await phone.getByRole("navigation", { name: "Parts of the setup" }).locator('[aria-current="page"]').waitFor();
      expect([part, await phone.evaluate("document.documentElement.scrollWidth")]).toEqual([part, 390]);
      expect([part, await axeTroubles(phone)]).toEqual([part, []]);
    }
    await phone.context().close();
  });

  test("until here the browser had nothing to complain about and asked nobody else", () => {
    // The file that somebody else wrote was a conflict, and said so.
    expect(home.complaints.filter((complaint) => !/ERR_NETWORK_CHANGED|409/.test(complaint))).toEqual([]);
    expect(home.asked.filter((url) => !url.startsWith(`${home.hydra.origin}/`))).toEqual([]);
  });

  test("without Hydra the page still opens and says so; nothing that Hydra said is kept", async () => {
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const kept = await page.evaluate<string[]>(
      "caches.open('hydra-shell').then((store) => store.keys()).then((all) => all.map(({ url }) => new URL(url).pathname))",
    );
    expect(kept).toContain("/");
    expect(kept.filter((path) => !/^\/($|assets\/|icon[\w-]*\.(svg|png)$|manifest\.webmanifest$)/.test(path))).toEqual([]);
    await home.hydra.end();
    await page.reload();
    await page.getByText("Hydra does not answer.").waitFor();
  });
});

const WAIT = { timeout: 20_000, interval: 100 };
