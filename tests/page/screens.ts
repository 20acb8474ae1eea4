/**
 * The pictures of docs/screens: `npm run screens`. Starts a private engine with the messy cluster in the clothes of a
 * home, lets Hydra look at it, and takes what a browser shows. About five minutes; needs root, dockerd and Chromium.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
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
const LARGEST_BYTES = 250_000;
const PATIENCE_MS = 300_000;

/** The clothes of each picture: the end of its name, and the window. */
const CLOTHES: Readonly<Record<string, BrowserContextOptions>> = {
  "": { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  "-dark": { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  "-phone": {
    viewport: { width: 390, height: 844 },
    colorScheme: "light",
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
};

/** What is looked at: an address, and what is done there before the picture is taken. */
interface Scene {
  address: string;
  prepare?(page: Page): Promise<void>;
}

const SCENES: Readonly<Record<string, Scene>> = {
  now: { address: "/#/" },
  incidents: { address: "/#/incidents" },
  story: { address: "/#/incidents", prepare: (page) => page.getByRole("main").getByRole("link").first().click() },
  containers: { address: "/#/containers" },
  container: { address: "/#/containers", prepare: (page) => page.getByText("jellyfin").first().click() },
  map: { address: "/#/map" },
  waiting: { address: "/#/waiting" },
  allowed: { address: "/#/allowed" },
  happened: { address: "/#/happened" },
  routing: {
    address: "/#/mind/routing",
    prepare: async (page) => {
      await page.getByRole("textbox").first().fill("Write a function in Rust that merges two sorted lists.");
      await page.getByRole("textbox").first().press("Control+Enter");
    },
  },
  preferences: { address: "/#/mind/preferences" },
  knowledge: { address: "/#/mind/knowledge" },
  capabilities: { address: "/#/mind/capabilities" },
  optimization: { address: "/#/mind/optimization" },
  proof: { address: "/#/proof" },
  operations: { address: "/#/operations" },
  operation: { address: "/#/operations/containers.restart" },
  setup: { address: "/#/setup" },
  doctor: { address: "/#/setup/doctor" },
  connections: { address: "/#/setup/connections" },
  settings: { address: "/#/setup/settings" },
  phone: { address: "/#/setup/phone" },
  palette: {
    address: "/#/",
    prepare: async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("restart jelly");
    },
  },
  display: { address: "/display" },
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

/** What a home has after a while: notes, needs, judgements, and a model that asks for something. */
async function liveALittle(hydra: RunningHydra, home: string): Promise<void> {
  const token = readFileSync(join(home, "token"), "utf8").trim();
  const call = async (method: string, path: string, body: object, bearer = token): Promise<Record<string, unknown>> => {
    const answer = await fetch(hydra.origin + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  for (const [title, content] of NOTES) await call("POST", "/knowledge/entries", { title, content, source: "notes", category: "runbook" });
  for (const [description, priority] of NEEDS) await call("POST", "/capabilities/gap", { description, priority });
  for (const [task, model, outcome] of JUDGEMENTS) await call("POST", "/preferences/interaction", { task, model, outcome });
  await call("POST", "/grants/choice", { choice: "ask" });
  const { token: assistant } = await call("POST", "/access/tokens", { name: "assistant", kind: "model", scopes: ["*"] });
  await call("POST", "/containers/restart", { name: "jellyfin" }, assistant as string);
}

const NOTES = [
  ["Restore the photos", "Stop immich, restore the volume from the last snapshot with restic, start immich, and look at ten pictures."],
  ["Sonarr cannot import", "The download folder has to be mounted under the same path in both containers."],
  ["Jellyfin transcodes slowly", "Hand /dev/dri into the container and choose VA-API in the playback settings."],
  ["Certificates", "Traefik renews them thirty days before their end. acme.json needs mode 600."],
] as const;

const NEEDS = [
  ["Turn the heating down when nobody is home", "high"],
  ["Read the energy meter", "medium"],
  ["Tell when the washing machine is done", "low"],
] as const;

const JUDGEMENTS = [
  ...Array.from({ length: 8 }, () => ["code", "qwen3-coder", "accepted"] as const),
  ...Array.from({ length: 5 }, () => ["code", "llama3.1:8b", "regenerated"] as const),
  ...Array.from({ length: 6 }, () => ["chat", "llama3.1:8b", "accepted"] as const),
  ...Array.from({ length: 3 }, () => ["translation", "gemma3:12b", "edited"] as const),
];

async function takeScreens(browser: Browser, hydra: RunningHydra): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(hydra.link);
  await page.getByRole("button").first().waitFor();
  const storageState = await first.storageState();
  for (const [clothes, options] of Object.entries(CLOTHES)) {
    const context = await browser.newContext({ ...options, storageState });
    for (const [name, { address, prepare }] of Object.entries(SCENES)) {
      const shown = await context.newPage();
      await shown.goto(hydra.origin + address);
      await shown.getByRole("heading", { level: 1 }).first().waitFor();
      await untilQuiet(shown);
      await prepare?.(shown);
      await untilQuiet(shown);
      const path = join(FOLDER, `${name}${clothes}.png`);
      const png = writeSmallPng(readPng(await shown.screenshot()));
      if (png.length > LARGEST_BYTES) throw new Error(`${path} would have ${png.length} bytes`);
      writeFileSync(path, png);
      process.stdout.write(`${path}: ${Math.round(png.length / 1_000)} kB\n`);
      await shown.close();
    }
  }
}

/** Nothing is being read any more, and what moves has arrived. */
async function untilQuiet(page: Page): Promise<void> {
  while ((await page.locator("main .animate-pulse").count()) > 0) await sleep(50);
  await sleep(500);
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
      await liveALittle(hydra, home);
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
