import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askEngine } from "../peers/docker-api.ts";
import { peer } from "../peers/peers.ts";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

const WAIT = { timeout: 20_000, interval: 100 };

describe.skipIf(!canOpenPage)("the palette", () => {
  const home = new PageHome("palette");
  const socket = (peer("docker") ?? "").replace(/^unix:\/\//, "");

  /** Since when the container runs, as the engine tells it. */
  const startedAt = async (name: string): Promise<string> => {
    const { body } = await askEngine(socket, "GET", `/v1.41/containers/${home.nameOf(name)}/json`);
    return (JSON.parse(body) as { State: { StartedAt: string } }).State.StartedAt;
  };

  beforeAll(async () => {
    // It ends at once when it is told to: a restart need not wait.
    await home.run("target", { Cmd: ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.2; done"] });
    await home.open();
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("restarts a container by the keyboard alone, and says before what will happen", { timeout: 90_000 }, async () => {
    const page = await home.newPage();
    expect(home.asked.filter((url) => url.includes("/assets/palette"))).toEqual([]);
    const before = await startedAt("target");
    await page.keyboard.press("Control+k");
    const line = page.getByRole("combobox", { name: "Search or do" });
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('role')"), WAIT).toBe("combobox");
    await expect.poll(() => home.asked.filter((url) => url.includes("/assets/palette")).length, WAIT).toBeGreaterThan(0);
    await page.keyboard.type(`restart ${home.nameOf("target")}`);
    const option = page.getByRole("option", { selected: true });
    await expect.poll(() => option.textContent(), WAIT).toContain(`restart ${home.nameOf("target")}`);
    expect(await line.getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
    await page.keyboard.press("Enter");
    const palette = page.getByRole("dialog", { name: "Search or do" });
    await palette.getByText(`Restart a container and wait until it is well: ${home.nameOf("target")}`).waitFor();
    await palette.getByText("A restart cannot be taken back").waitFor();
    expect(await startedAt("target")).toBe(before);
    await page.keyboard.press("Enter");
    await palette.getByRole("heading", { name: "Answer" }).waitFor({ timeout: 60_000 });
    expect(await palette.textContent()).toContain("stayed up");
    expect(await startedAt("target")).not.toBe(before);
    // One step back each time: the answer, the form, the line as it was, the page.
    await page.keyboard.press("Escape");
    await palette.getByRole("heading", { name: "Answer" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    expect(await line.inputValue()).toBe(`restart ${home.nameOf("target")}`);
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });
    // What was used lately stands first.
    await page.keyboard.press("Control+k");
    await expect.poll(() => option.textContent(), WAIT).toContain(`restart ${home.nameOf("target")}`);
    await page.keyboard.press("Control+k");
    await palette.waitFor({ state: "detached" });
    // A part of a page is found by its own name.
    await page.keyboard.press("Control+k");
    await page.keyboard.type("phone");
    await expect.poll(() => option.textContent(), WAIT).toMatch(/Phone.*Setup/);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url(), WAIT).toContain("#/setup/phone");
    await page.context().close();
  });

  test("goes to a page and to a container, from wherever one is, also while typing", async () => {
    const page = await home.newPage("/operations");
    await page.getByRole("searchbox", { name: "Search operations" }).focus();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("what hap");
    await expect.poll(() => page.getByRole("option", { selected: true }).textContent(), WAIT).toContain("What happened");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "What happened" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type(home.nameOf("target"));
    const options = page.getByRole("dialog").getByRole("option");
    await expect.poll(() => options.first().textContent(), WAIT).toMatch(new RegExp(`^Container${home.nameOf("target")}`));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url(), WAIT).toContain(`/#/containers/`);
    expect(page.url()).toContain(home.nameOf("target"));
    await page.context().close();
  });

  test("a sentence that only reads is answered at once", async () => {
    const page = await home.newPage();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("what is broken");
    await expect.poll(() => page.getByRole("option", { selected: true }).textContent(), WAIT).toContain("what is broken");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("heading", { name: "Answer" }).waitFor();
    await page.keyboard.press("Escape");
    // Not a letter was lost while the palette was being loaded.
    expect(await page.getByRole("combobox").inputValue()).toBe("what is broken");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("nothing has this name at all");
    await page.getByText("Nothing has this name, and nothing is done by these words.").waitFor();
    await page.context().close();
  });

  test("works by touch, on a phone, and leaves nothing for axe", async () => {
    const page = await home.newPage("/", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.getByRole("button", { name: "Search or do" }).tap();
    await page.getByRole("combobox").fill("restart");
    expect(await axeTroubles(page)).toEqual([]);
    await page.getByRole("option", { name: "restart", exact: false }).filter({ hasText: "containers.restart" }).first().tap();
    const button = page.getByRole("dialog").getByRole("button", { name: "Do it" });
    await button.waitFor();
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "One step back" }).tap();
    await page.getByRole("button", { name: "Close" }).tap();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.context().close();
  });
});
