import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askEngine } from "../peers/docker-api.ts";
import { peer } from "../peers/peers.ts";
import { axeTroubles } from "./axe.ts";
import { canOpenPage, PageHome } from "./page-home.ts";

const WAIT = { timeout: 20_000, interval: 100 };

/** 10,000 plain lines; then colours, a tag, a turned word, a line of a megabyte; then a line whenever somebody asks for one. */
const LOUD = `
  i=0; while [ $i -lt 10000 ]; do i=$((i+1)); echo "line $i of many"; done
  printf '\\033[31mERROR\\033[0m red <img src=x onerror="document.title=1"> \\342\\200\\256turned\\n'
  head -c 1000000 /dev/zero | tr '\\0' x; echo
  echo "the last of the first"
  until [ -e /tmp/say ]; do sleep 0.1; done; echo "WARN said afterwards"; sleep 3600`;

const COMPOSE_FILE = `services:
  # Shown with its comment.
  web:
    image: nginx:\${TAG:-1.27}
    restart: always
    environment:
      ADMIN_PASSWORD: hunter2hunter2
`;

describe.skipIf(!canOpenPage)("containers in a browser, beside a real engine", () => {
  const socket = (peer("docker") ?? "").replace(/^unix:\/\//, "");
  const home = new PageHome("containers");
  const project = `${home.nameOf("shop")} <b>`;
  let page: Page;

  const row = (name: string): Locator => page.getByRole("row").filter({ has: page.getByText(home.nameOf(name), { exact: true }) });
  const drawer = (name: string): Locator => page.getByRole("dialog", { name: home.nameOf(name) });
  /** Only those of this test: with what else is on the engine, some might not be in sight and so not exist. */
  const own = `/containers/q=${home.nameOf("")}`;
  const list = async (): Promise<void> => {
    await page.goto(`${home.hydra.origin}/#${own}`);
    await row("loud").waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  const open = async (name: string, section?: string): Promise<Locator> => {
    await list();
    await row(name).click();
    await drawer(name).waitFor();
    if (section !== undefined) await drawer(name).getByRole("tab", { name: section }).click();
    return drawer(name);
  };
  const startedAt = async (): Promise<string> => {
    const { body } = await askEngine(socket, "GET", `/v1.41/containers/${home.nameOf("web")}/json`);
    return (JSON.parse(body) as { State: { StartedAt: string } }).State.StartedAt;
  };
  const countRows = (): Promise<number> => page.getByRole("row").count();

  beforeAll(async () => {
    const labels = { "com.docker.compose.project": project };
    await writeFile(join(home.folder, "compose.yml"), COMPOSE_FILE);
    await home.run("loud", { Cmd: ["sh", "-c", LOUD], Labels: { ...labels, "com.docker.compose.service": "loud" } });
    await home.run("web", {
      Cmd: ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.2; done"],
      Labels: {
        ...labels,
        "com.docker.compose.service": "web",
        "com.docker.compose.project.working_dir": home.folder,
        "com.docker.compose.project.config_files": "compose.yml",
      },
      Healthcheck: { Test: ["CMD-SHELL", "echo '<i>checked</i>'"], Interval: 1e9, Timeout: 5e9, Retries: 1 },
    });
    await home.run("ended", { Cmd: ["sh", "-c", "exit 3"] });
    await home.open();
    page = await home.newPage("/containers");
  }, 90_000);
  afterAll(() => home[Symbol.asyncDispose](), 60_000);

  test("filters narrow the table, stand in the address, and Back takes them away", async () => {
    await list();
    await page.getByRole("group", { name: "Project" }).getByRole("button", { name: project }).click();
    await row("ended").waitFor({ state: "detached" });
    expect(await row("web").count()).toBe(1);
    expect(page.url()).toContain("project=");
    await page.getByRole("searchbox").fill(home.nameOf("loud"));
    await row("web").waitFor({ state: "detached" });
    expect(page.url()).toContain("loud");
    await page.reload();
    await row("loud").waitFor();
    expect(await row("web").count()).toBe(0);
    expect(await page.getByRole("searchbox").inputValue()).toBe(home.nameOf("loud"));
    await page.goBack();
    await row("ended").waitFor();
    expect(page.url()).toBe(`${home.hydra.origin}/#${own}`);
  });

  test("the keyboard alone searches, moves, opens, closes, and is back where it was", async () => {
    await list();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type(home.nameOf(""));
    await expect.poll(countRows, WAIT).toBe(4);
    await page.getByRole("columnheader", { name: "Name" }).getByRole("button").press("Enter");
    await row("ended").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator(":focus").textContent(), WAIT).toContain(home.nameOf("loud"));
    await page.keyboard.press("End");
    await expect.poll(() => page.locator(":focus").textContent(), WAIT).toContain(home.nameOf("web"));
    await page.keyboard.press("Enter");
    await drawer("web").waitFor();
    await page.keyboard.press("ArrowRight");
    await drawer("web").getByRole("tab", { name: "Resources", selected: true }).waitFor();
    await page.keyboard.press("Escape");
    await drawer("web").waitFor({ state: "detached" });
    expect(await page.locator(":focus").textContent()).toContain(home.nameOf("web"));
    expect(page.url()).toMatch(/#\/containers\/q=/);
  });

  test("a container is told in full: its verdict, what it went through, its check and what that said", async () => {
    const sheet = await open("web");
    await sheet.getByText("Its check passes.").waitFor();
    await sheet.getByText("<i>checked</i>").first().waitFor();
    await sheet.getByText("running and healthy").waitFor();
    expect(await sheet.getByRole("img", { name: /change/ }).count()).toBe(1);
  });

  test("what the compose file says is shown with its comment and without its secret, beside what differs", async () => {
    const sheet = await open("web", "Compose");
    await sheet.getByText("# Shown with its comment.").waitFor();
    const said = (await sheet.textContent()) ?? "";
    expect(said).toContain("ADMIN_PASSWORD: ***");
    expect(said).not.toContain("hunter2");
    expect(said).toMatch(/Image.*In the file.*nginx:\$\{TAG:-1\.27\}.*Running.*busybox/);
    expect(said).toMatch(/Restart policy.*always.*no/);
  });

  test("a hostile log is text, however long, and only what is in sight exists", async () => {
    const sheet = await open("loud", "Logs");
    const log = sheet.getByRole("log");
    await log.getByText("the last of the first").waitFor();
    const hostile = log.getByText("<img src=x");
    // Colours are gone, the turned word turns nothing around it.
    expect(await hostile.textContent()).toBe('ERROR red <img src=x onerror="document.title=1"> \u202Eturned');
    expect(await hostile.evaluate((element) => element.tagName)).toBe("BDI");
    expect(await log.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("Containers · Hydra");
    const more = log.getByRole("button", { name: /^show .* more$/ });
    expect((await more.locator("xpath=..").textContent())?.length).toBeLessThan(1_100);
    await more.click();
    await more.waitFor({ state: "detached" });
    expect(await log.locator("time").count()).toBeLessThan(150);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(1_440);
  });

  test("going up reads older lines back to the first, without losing the place", { timeout: 90_000 }, async () => {
    const sheet = await open("loud", "Logs");
    const log = sheet.getByRole("log");
    await log.getByText("the last of the first").waitFor();
    // Older lines come only after it was seen what stands at the top without them.
    const { promise: isSeen, resolve: release } = Promise.withResolvers<void>();
    await page.route("**/logs/search?*", async (route) => {
      await isSeen;
      await route.continue();
    });
    await log.focus();
    await page.keyboard.press("Home");
    await sheet.getByText("Reading older lines…").waitFor();
    const [top = ""] = await log.locator("bdi").allTextContents();
    expect(top).toMatch(/^line \d{4} of many$/);
    const height = (): Promise<number> => log.evaluate((element) => element.scrollHeight);
    const before = await height();
    release();
    await expect.poll(height, WAIT).toBeGreaterThan(before);
    const place = await log.getByText(top, { exact: true }).boundingBox();
    const around = await log.boundingBox();
    expect((place?.y ?? 0) - (around?.y ?? 0)).toBeGreaterThanOrEqual(0);
    expect((place?.y ?? 0) - (around?.y ?? 0)).toBeLessThan(around?.height ?? 0);
    await expect
      .poll(async () => {
        await page.keyboard.press("Home");
        return log.textContent();
      }, WAIT)
      .toMatch(/The kept lines begin here\..*line \d{1,2} of many/);
    await page.unroute("**/logs/search?*");
    expect(await log.locator("time").count()).toBeLessThan(150);
    await sheet.getByText("Paused").waitFor();
    await sheet.getByRole("button", { name: "To the end" }).click();
    await log.getByText("the last of the first").waitFor();
  });

  test("a search finds a line of long ago, marks it, and opens what stood around it", async () => {
    const sheet = await open("loud", "Logs");
    await page.keyboard.press("/");
    await page.keyboard.type('"line 4711"');
    await sheet.getByText("1 line found, newest last").waitFor();
    expect(await sheet.locator("mark").allTextContents()).toEqual(["line 4711"]);
    await sheet.getByRole("button", { name: /^Show the lines around this one/ }).click();
    await sheet.getByText("line 4712 of many", { exact: true }).waitFor();
    await sheet.getByText("line 4711 of many", { exact: true }).waitFor();
    await sheet.getByRole("button", { name: "Back to live" }).click();
    await sheet.getByText("the last of the first").waitFor();
    await sheet.getByRole("combobox", { name: "Level" }).selectOption("error");
    await sheet.getByText("the last of the first").waitFor({ state: "detached" });
    await sheet.getByText("<img src=x").waitFor();
  });

  test("what is written is followed; whoever reads further up is told, and taken there", async () => {
    const sheet = await open("loud", "Logs");
    const log = sheet.getByRole("log");
    await log.getByText("the last of the first").waitFor();
    await log.hover();
    await page.mouse.wheel(0, -1_000);
    await sheet.getByText("Paused").waitFor();
    await home.touch("loud", "/tmp/say");
    await sheet.getByRole("button", { name: "1 new line" }).click();
    await log.getByText("WARN said afterwards").waitFor();
    await sheet.getByText("Live", { exact: true }).waitFor();
    expect(await sheet.getByRole("button", { name: /new line|To the end/ }).count()).toBe(0);
  });

  test("a restart from the sheet is done and told", async () => {
    const before = await startedAt();
    const sheet = await open("web");
    await sheet.getByRole("button", { name: /^Restart/ }).click();
    await sheet.getByText("Restarted, and well.").waitFor();
    expect(await startedAt()).not.toBe(before);
  });

  test.each([
    ["Overview", "running and healthy"],
    ["Resources", "CPU, of one core"],
    ["Logs", "It has written nothing that is kept."],
    ["Compose", "# Shown with its comment."],
  ])("axe finds nothing serious in the sheet (%s), and it fits a phone", { timeout: 60_000 }, async (section, shown) => {
    const sheet = await open("web", section);
    await sheet.getByText(shown).first().waitFor();
    await expect.poll(() => sheet.locator(".animate-pulse").count(), WAIT).toBe(0);
    expect(await axeTroubles(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(await sheet.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    await page.setViewportSize({ width: 1_440, height: 900 });
  });

  test("of five hundred containers only those in sight exist, and each is found", async () => {
    await page.route("**/containers/list", async (route) => {
      const answer = await route.fetch();
      const { containers } = (await answer.json()) as { containers: Record<string, unknown>[] };
      const [model] = containers;
      const many = Array.from({ length: 500 }, (_, index) => ({
        ...model,
        id: `many-${index}`,
        key: `many-${index}`,
        name: `many-${index}`,
      }));
      await route.fulfill({ response: answer, json: { containers: many } });
    });
    await page.goto(`${home.hydra.origin}/#/containers/q=many-&sort=name`);
    await page.reload();
    await page.getByText("many-0", { exact: true }).waitFor();
    expect(await countRows()).toBeLessThan(100);
    expect(Number(await page.getByRole("grid").getAttribute("aria-rowcount"))).toBeGreaterThan(500);
    await page.getByRole("row").filter({ hasText: "many-0" }).first().focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.locator(":focus").textContent(), WAIT).toContain("many-99");
    expect(await countRows()).toBeLessThan(100);
    await page.getByRole("searchbox").fill("many-321");
    await page.getByText("many-321", { exact: true }).waitFor();
    expect(await countRows()).toBe(2);
    await page.unroute("**/containers/list");
  });

  test("the browser had nothing to complain about", () => {
    expect(home.complaints.filter((complaint) => !complaint.includes("ERR_NETWORK_CHANGED"))).toEqual([]);
  });
});
