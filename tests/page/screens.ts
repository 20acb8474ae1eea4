/**
 * The pictures of docs/screens: `npm run screens`. Starts a private engine with the messy cluster in the clothes of a
 * home, lets Hydra look at it, and takes what a browser shows. About three minutes; needs root, dockerd and Chromium.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser, type BrowserContextOptions } from "playwright-core";
import { makeMess, type Truth } from "../cluster/messy.ts";
import { provideBusyboxImage } from "../peers/busybox-image.ts";
import { startEngine } from "../peers/docker-engine.ts";
import { findChromium } from "../peers/servers.ts";
import { endPeers, openPeerFolder } from "../peers/start-peers.ts";
import { BROWSER_FLAGS } from "./browser-flags.ts";
import { planHome } from "./home.ts";
import { readPng, writeSmallPng } from "./small-png.ts";
import { startHydra, type RunningHydra } from "./running-hydra.ts";

const FOLDER = join(import.meta.dirname, "../../docs/screens");
const LARGEST_BYTES = 200_000;
const PATIENCE_MS = 300_000;

const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  "first-sight": { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  "first-sight-dark": { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  "first-sight-phone": {
    viewport: { width: 390, height: 844 },
    colorScheme: "light",
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
};

interface Seen {
  verdicts: { name: string; verdict: string; cause: string }[];
  monitors: { container: string; state: string; beats: unknown[] }[];
}

async function look(hydra: RunningHydra, token: string): Promise<Seen> {
  const read = async (path: string): Promise<unknown> =>
    (await fetch(hydra.origin + path, { headers: { authorization: `Bearer ${token}` } })).json();
  return { ...((await read("/verdicts")) as Pick<Seen, "verdicts">), ...((await read("/monitors")) as Pick<Seen, "monitors">) };
}

/** Every container has its right verdict, and whatever answers did so often enough to fill its strip. */
async function untilAllIsSeen(hydra: RunningHydra, home: string, truths: readonly Truth[]): Promise<void> {
  const token = readFileSync(join(home, "token"), "utf8").trim();
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    const { verdicts, monitors } = await look(hydra, token);
    const wrong = truths.flatMap(({ name, verdict, cause }) => {
      const seen = verdicts.find((each) => each.name === name);
      return seen?.verdict === verdict && seen.cause === cause ? [] : [`${name}: ${seen?.verdict} ${seen?.cause}, not ${verdict} ${cause}`];
    });
    const isFull = monitors.filter(({ state }) => state === "up").every(({ beats }) => beats.length >= 15);
    if (wrong.length === 0 && isFull) return;
    if (Date.now() > deadline) throw new Error(`not seen as it is: ${wrong.join(", ")}`);
    await sleep(1_000);
  }
}

async function takeScreens(browser: Browser, hydra: RunningHydra): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(hydra.link);
  await page.getByRole("button").first().waitFor();
  const storageState = await first.storageState();
  for (const [name, options] of Object.entries(SCREENS)) {
    const context = await browser.newContext({ ...options, storageState });
    const shown = await context.newPage();
    await shown.goto(hydra.origin);
    await shown.getByRole("button").first().waitFor();
    await shown.waitForLoadState("load");
    const path = join(FOLDER, `${name}.png`);
    const png = writeSmallPng(readPng(await shown.screenshot()));
    if (png.length > LARGEST_BYTES) throw new Error(`${path} would have ${png.length} bytes`);
    writeFileSync(path, png);
    process.stdout.write(`${path}: ${Math.round(png.length / 1_000)} kB\n`);
  }
}

const folder = await openPeerFolder();
const home = mkdtempSync(join(tmpdir(), "hydra-screens-"));
// An hour of looks in two minutes.
writeFileSync(join(home, "hydra.yaml"), "monitors:\n  intervalSeconds: 5\n");
try {
  const socket = await startEngine(folder);
  await provideBusyboxImage(socket);
  const truths = await makeMess(socket, "photos", (pid) => process.kill(pid, "SIGSTOP"), planHome());
  const browser = await chromium.launch({ executablePath: await findChromium(), args: BROWSER_FLAGS });
  try {
    const hydra = await startHydra({ home, docker: `unix://${socket}` });
    try {
      await untilAllIsSeen(hydra, home, truths);
      await takeScreens(browser, hydra);
    } finally {
      await hydra.end();
    }
  } finally {
    await browser.close();
  }
} finally {
  await endPeers(folder);
  await rm(home, { recursive: true, force: true });
}
