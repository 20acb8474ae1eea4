import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

const NOTE = `# The gate

It opens to the **left**, and its key hangs <img src=x onerror="document.title='owned'"> behind the *blue* door.

- never [ask](javascript:alert(1)) the neighbour`;

describe.skipIf(!canOpenPage)("the mind in a browser", () => {
  const home = new PageHome("mind");
  let page: Page;

  const open = async (part: string): Promise<void> => {
    await page.goto(`${home.hydra.origin}/#/mind/${part}`);
    await page.getByRole("navigation", { name: "Parts of the mind" }).locator('a[aria-current="page"]').waitFor();
  };

  beforeAll(async () => {
    await home.open();
    page = await home.newPage("/mind");
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("without a model server it says how to connect one, and that is no wish for one", async () => {
    await open("routing");
    await page.getByText("No model server is connected.").waitFor();
    await open("capabilities");
    await page.getByText("Nothing is missing that anybody asked for.").waitFor();
    expect(home.asked.filter((url) => url.includes("/gateway/status") || url.includes("/v1/"))).toEqual([]);
  });

  test("a prompt is read and a model chosen among those that are named, with why", async () => {
    await open("routing");
    await page.getByLabel("Prompt").fill("Write a Python function that parses RFC 3339 timestamps, with tests.");
    await page.getByRole("button", { name: "Choose" }).click();
    const answer = page.getByRole("region", { name: "Answer", exact: true });
    await answer.getByText("no model", { exact: true }).waitFor();
    expect(await answer.textContent()).toMatch(/TaskCode \d+ % sure/);
    await page.getByText("Choose among these models instead").first().click();
    await page.getByRole("textbox", { name: "Choose among" }).fill("tiny:1b, qwen2.5-coder:32b");
    await page.getByRole("button", { name: "Choose" }).click();
    await answer.getByText("qwen2.5-coder:32b", { exact: true }).waitFor();
    expect(await answer.getByRole("row", { name: /tiny:1b/ }).count()).toBe(1);
    expect(await answer.getByRole("img").getAttribute("aria-label")).toMatch(/^(easy|medium|hard): /);
    // Asked anew by itself: what matters most is a part of the question.
    await page.getByText("Cost", { exact: true }).click();
    await answer.getByText("low cost was asked for").waitFor();
  });

  test(
    "knowledge is added, found with its words marked, shown without what it must not run, archived and restored",
    { timeout: 120_000 },
    async () => {
      await open("knowledge");
      // What is known lies in a thread of its own, which starts with the first question.
      await page.getByText("Nothing is kept yet.").waitFor({ timeout: 60_000 });
      await page.getByRole("button", { name: "Add an entry" }).click();
      await page.getByLabel("Text").fill(NOTE);
      await page.getByLabel("Where it comes from").fill("a conversation");
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.getByText("Added.").waitFor();
      await page.getByRole("searchbox").fill("where is the key of the gate?");
      await page.getByRole("button", { name: "Search", exact: true }).click();
      const found = page.getByRole("link", { name: /^The gate/ });
      await found.waitFor();
      expect((await found.locator("mark").allTextContents()).join(" ")).toMatch(/gate.*key/i);
      await found.click();
      const entry = page.getByRole("article");
      await entry.getByRole("heading", { level: 3, name: "The gate" }).waitFor();
      expect(await entry.locator("strong").textContent()).toBe("left");
      expect(await entry.locator('img, a[href^="javascript"]').count()).toBe(0);
      expect(await entry.textContent()).toContain('<img src=x onerror="document.title');
      await entry.getByRole("button", { name: /^Archive/ }).click();
      await entry.getByText("In the archive since").waitFor();
      await open("knowledge");
      await page.getByText("Nothing is kept yet.").waitFor();
      await page.getByRole("group", { name: "Which" }).getByText("Archive").click();
      await page.getByRole("link", { name: /^The gate/ }).click();
      await entry.getByRole("button", { name: /^Restore/ }).click();
      await entry.getByRole("button", { name: /^Archive/ }).waitFor();
    },
  );

  test("what is missing is reported, and moved over the board by a button and by a key", async () => {
    await open("capabilities");
    await page.getByRole("button", { name: "Report something missing" }).click();
    await page.getByLabel("What should be possible?").fill("Water the plants");
    await page.getByText("high", { exact: true }).click();
    await page.getByRole("button", { name: "Report it" }).click();
    await page.getByText("Noted: Water the plants").waitFor();
    const column = (name: string) =>
      page.getByRole("region", { name: new RegExp(`^${name}`) }).getByRole("listitem", { name: "Water the plants" });
    await column("New").getByText("high").waitFor();
    await column("New")
      .getByRole("button", { name: /^Plan:/ })
      .click();
    await column("Planned").waitFor();
    // The keyboard went with the card.
    await expect.poll(() => page.locator(":focus").getAttribute("aria-label")).toBe("Water the plants");
    await page.keyboard.press("]");
    await column("In progress").waitFor();
    await page.reload();
    await column("In progress").getByText("When it was missed").click();
    await column("In progress").getByText("a person").waitFor();
  });

  test("how one likes to be written to is said at once, and can be taken back", async () => {
    await open("preferences");
    await page.getByText("Nothing is learned yet.").waitFor();
    await page.getByText("Shorter").click();
    await page.getByText("Nothing: no preference is known.").waitFor({ state: "detached" });
    await page.reload();
    await expect.poll(() => page.getByRole("radio", { name: "Shorter" }).isChecked()).toBe(true);
    await page.getByRole("group", { name: "Length" }).getByText("By my edits").click();
    await page.getByText("Nothing: no preference is known.").waitFor();
  });

  test("every part fits the window, and has nothing in it that axe calls serious", { timeout: 120_000 }, async () => {
    const troubles: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const part of ["routing", "preferences", "knowledge", "capabilities", "optimization"]) {
        await open(part);
        await expect.poll(() => page.locator("main .animate-pulse").count(), { timeout: 20_000 }).toBe(0);
        troubles.push(...(await axeTroubles(page)).map((trouble) => `${part} ${colorScheme} ${trouble}`));
        for (const width of [390, 820, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          const scrolls = await page.evaluate<number>("document.documentElement.scrollWidth");
          if (scrolls > width) troubles.push(`${part} is ${scrolls} wide at ${width}`);
        }
      }
    }
    expect(troubles).toEqual([]);
  });

  test("runs nothing that is not Hydra's, and complains of nothing", async () => {
    expect(await page.title()).not.toContain("owned");
    expect(home.complaints.filter((complaint) => !complaint.includes("ERR_NETWORK_CHANGED"))).toEqual([]);
    expect(home.asked.filter((url) => !url.startsWith(`${home.hydra.origin}/`))).toEqual([]);
  });
});
