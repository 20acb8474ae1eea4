/**
 * How quick the page is: `node bench/page.ts [--times 20]`, as root, with Chromium. First useful paint is the moment at
 * which the sentence stands on the page, in a browser slowed down to a weak laptop (CPU 4 times slower, 20 ms and 10
 * Mbit/s to Hydra), with nothing cached; beside it a bare page with one line of text, in the same browser. A state change
 * is measured from the engine's own time of the event until the row shows it. Going to another page is measured from the
 * key to its heading.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Page } from "playwright-core";
import { BROWSER_FLAGS } from "../tests/page/browser-flags.ts";
import { findChromium } from "../tests/peers/servers.ts";
import { ask, engineSocket, startFleet, Started } from "./surroundings/engine.ts";
import { launchHydra } from "./surroundings/launched.ts";
import { listenToDocker } from "./surroundings/streams.ts";
import { percentile, printTable } from "./surroundings/table.ts";

const CONTAINERS = 50;
const NS_PER_MS = 1e6;
const FIRST_LOADS = 7;

const { values } = parseArgs({ options: { times: { type: "string", default: "20" } } });
const times = Number(values.times);

/** Notes when an element first stands on the page, ms since the navigation began. */
const WATCH_FIRST = (selector: string): string => `
  new MutationObserver((_all, observer) => {
    if (document.querySelector(${JSON.stringify(selector)}) === null) return;
    globalThis.firstSeenAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });`;

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 20,
    downloadThroughput: 10e6 / 8,
    uploadThroughput: 10e6 / 8,
  });
}

/** ms until the element stands there, in a browser that has nothing cached. */
async function firstPaint(browser: Browser, address: string, selector: string, storageState?: string): Promise<number> {
  const context = await browser.newContext(storageState === undefined ? {} : { storageState });
  const page = await context.newPage();
  await slowDown(page);
  await page.addInitScript(WATCH_FIRST(selector));
  await page.goto(address, { waitUntil: "commit" });
  await page.locator(selector).first().waitFor();
  const seenAt = await page.evaluate<number>("globalThis.firstSeenAt ?? performance.now()");
  await context.close();
  return seenAt;
}

/** Epoch ms at which the row of a container no longer said this word. */
async function rowChanges(page: Page, name: string, word: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const says = () => [...document.querySelectorAll("main li")].some((row) => {
      const text = row.textContent ?? "";
      return row.querySelector("li") === null && text.includes(${JSON.stringify(name)}) && !text.includes(${JSON.stringify(word)});
    });
    if (says()) resolve(performance.timeOrigin + performance.now());
    else new MutationObserver((_all, observer) => {
      if (!says()) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    }).observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true });
  })`);
}

const socketPath = await engineSocket();
const fleet = await startFleet(socketPath, { count: CONTAINERS, command: () => ["sleep", "3600"] });
const started = new Started();
started.push(fleet.remove);

try {
  const hydra = await launchHydra(socketPath);
  started.push(hydra.end);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: BROWSER_FLAGS });
  started.push(() => browser.close());
  const bare = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<h1>Well</h1>"));
  await new Promise<void>((resolve) => void bare.listen(0, "127.0.0.1", resolve));
  started.push(async () => void bare.close());

  const origin = `http://127.0.0.1:${hydra.controlPort}`;
  const answer = await fetch(`${origin}/access/link`, {
    method: "POST",
    headers: { authorization: `Bearer ${hydra.token}`, "content-type": "application/json" },
    body: "{}",
  });
  const { url } = (await answer.json()) as { url: string };
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(url);
  await page.getByTestId("sentence").waitFor();
  const session = await first.storageState();
  await sleep(20_000);

  const paints: number[] = [];
  const bares: number[] = [];
  for (let load = 0; load < FIRST_LOADS; load += 1) {
    bares.push(await firstPaint(browser, `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`, "h1"));
    paints.push(await firstPaint(browser, `${origin}/`, '[data-testid="sentence"]', session as never));
  }

  const docker = await listenToDocker(socketPath, started.signal);
  const changes: number[] = [];
  const names = [...fleet.containers];
  for (let time = 0; time < times; time += 1) {
    const [name = "", id = ""] = names[time % names.length] ?? [];
    const { State } = JSON.parse(await ask(socketPath, "GET", `/containers/${id}/json`)) as { State: { Pid: number } };
    const told = docker.next((event) => event.Action === "die" && event.Actor.ID === id);
    const shown = rowChanges(page, name, "unsure");
    process.kill(State.Pid, "SIGKILL");
    const happenedAt = (await told).item.timeNano / NS_PER_MS;
    changes.push((await shown) - happenedAt);
    await sleep(1_500);
  }

  const goings: number[] = [];
  for (const [key, heading] of [
    ["i", "Incidents"],
    ["a", "Allowed"],
    ["w", "Waiting"],
    ["i", "Incidents"],
    ["a", "Allowed"],
    ["w", "Waiting"],
  ] as const) {
    const begun = performance.now();
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.getByRole("heading", { level: 1, name: new RegExp(`^${heading}`) }).waitFor();
    goings.push(performance.now() - begun);
  }

  printTable(`page, ${CONTAINERS} containers, ${FIRST_LOADS} first loads, ${changes.length} deaths`, [
    { what: "first load -> the sentence stands there, p50", measured: percentile(paints, 0.5), unit: "ms", atMost: 1_000 },
    { what: "  a bare page with one line, p50", measured: percentile(bares, 0.5), unit: "ms", atMost: null },
    { what: "event of the engine -> the row shows it, p50", measured: percentile(changes, 0.5), unit: "ms", atMost: null },
    { what: "event of the engine -> the row shows it, p95", measured: percentile(changes, 0.95), unit: "ms", atMost: 500 },
    { what: "key -> another page's heading, p50 (keys sent from outside)", measured: percentile(goings, 0.5), unit: "ms", atMost: 100 },
  ]);
} finally {
  await started.end();
}
