import { chromium } from "playwright-core";
import { expect, it } from "vitest";
import { peer } from "../peers/peers.ts";
import { startComposedHydra } from "./composed.ts";

const browserPath = peer("chromium");

it.skipIf(browserPath === null)(
  "/docs works in a browser, under its policy, without asking any other host",
  { timeout: 120_000 },
  async () => {
    const hydra = await startComposedHydra();
    const browser = await chromium.launch({ executablePath: browserPath as string, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
    try {
      const page = await browser.newPage();
      const asked: string[] = [];
      const complaints: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(`${hydra.tools}/docs`);

      await page.locator(".opblock-tag", { hasText: "containers" }).first().click();
      const operation = page.locator(".opblock", { hasText: "containers.restart" });
      await operation.locator(".opblock-summary-control").first().click();
      await operation.locator(".opblock-body").waitFor();
      expect(await operation.locator(".responses-table").textContent()).toContain("428");

      await page.locator("button.authorize").first().click();
      await page.locator(".auth-container input").fill(hydra.token);
      await page.locator(".auth-btn-wrapper button[type=submit]").click();
      await page.locator(".btn-done").click();
      await page.locator(".opblock", { hasText: "containers.list" }).locator(".opblock-summary-control").first().click();
      const list = page.locator(".opblock", { hasText: "containers.list" });
      await list.locator(".try-out__btn").click();
      await list.locator(".execute").click();
      await list.locator(".live-responses-table .response-col_status", { hasText: "200" }).first().waitFor();
      expect(await list.locator(".live-responses-table").first().textContent()).toContain("web");

      expect(complaints).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(hydra.tools) && !url.startsWith("data:"))).toEqual([]);
    } finally {
      await browser.close();
      await hydra.end();
    }
  },
);
