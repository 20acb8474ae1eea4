import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { askEngine } from "../peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../peers/peers.ts";
import { BROWSER_FLAGS } from "./browser-flags.ts";
import { startHydra, type RunningHydra } from "./running-hydra.ts";

const docker = peer("docker");
const browserPath = peer("chromium");

/** Is there what a browser test needs: an engine and a browser? */
export const canOpenPage = docker !== null && browserPath !== null;

/** A Hydra of its own beside the real engine, a browser that is signed in, and containers that end with it. */
export class PageHome implements AsyncDisposable {
  /** Everything that the pages asked for, and every complaint of the browser. */
  readonly asked: string[] = [];
  readonly complaints: string[] = [];
  readonly #prefix: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "hydra-page-"));
  readonly #containers: string[] = [];
  #hydra: RunningHydra | undefined;
  #browser: Browser | undefined;
  #session: NonNullable<BrowserContextOptions["storageState"]> | undefined;

  constructor(prefix: string) {
    this.#prefix = `${prefix}-${process.pid}`;
  }

  /** Start it, and a browser that is not signed in yet. */
  async start(): Promise<this> {
    this.#hydra = await startHydra({ home: this.#folder, docker: docker ?? "" });
    this.#browser = await chromium.launch({ executablePath: browserPath ?? "", args: BROWSER_FLAGS });
    return this;
  }

  /** Start it, and sign the browser in by the one-time link. */
  async open(): Promise<this> {
    await this.start();
    const first = await this.browser.newContext();
    const page = await first.newPage();
    await page.goto(this.hydra.link);
    await page.getByRole("heading", { level: 1 }).waitFor();
    this.#session = await first.storageState();
    await first.close();
    return this;
  }

  get hydra(): RunningHydra {
    if (this.#hydra === undefined) throw new Error("not open");
    return this.#hydra;
  }

  /** What it opens by itself is not listened to: see `asked` and `complaints`. */
  get browser(): Browser {
    if (this.#browser === undefined) throw new Error("not open");
    return this.#browser;
  }

  /** Start Hydra again where it was, after it was ended. */
  async startAgain(): Promise<void> {
    const port = Number(new URL(this.hydra.origin).port);
    this.#hydra = await startHydra({ home: this.#folder, docker: docker ?? "", port });
  }

  get folder(): string {
    return this.#folder;
  }

  /** How the engine calls a container of this home. */
  nameOf(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  /** Create and start a container. @param body as the engine's API wants it */
  async run(name: string, body: { Labels?: Record<string, string>; [field: string]: unknown }): Promise<void> {
    const socket = (docker ?? "").replace(/^unix:\/\//, "");
    const full = this.nameOf(name);
    this.#containers.push(full);
    const created = await askEngine(socket, "POST", `/v1.41/containers/create?name=${full}`, {
      Image: BUSYBOX_IMAGE,
      ...body,
      Labels: { "hydra.test": "1", ...body.Labels },
    });
    const started = await askEngine(socket, "POST", `/v1.41/containers/${full}/start`);
    if (created.status !== 201 || started.status !== 204) throw new Error(`${full} did not start: ${created.body} ${started.body}`);
  }

  /** Make a file in a container: what it does next hangs on whether it is there. */
  async touch(name: string, file: string): Promise<void> {
    const socket = (docker ?? "").replace(/^unix:\/\//, "");
    const made = await askEngine(socket, "POST", `/v1.41/containers/${this.nameOf(name)}/exec`, { Cmd: ["touch", file] });
    const { Id } = JSON.parse(made.body) as { Id: string };
    const { status, body } = await askEngine(socket, "POST", `/v1.41/exec/${Id}/start`, { Detach: true });
    if (status !== 200) throw new Error(`${file} was not made in ${this.nameOf(name)}: ${body}`);
  }

  /** Signed in, once somebody was. */
  async newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const session = this.#session === undefined ? {} : { storageState: this.#session };
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...session, ...options });
    // Less than anything that is read again by itself: what shows in time came by the stream.
    context.setDefaultTimeout(20_000);
    context.on("request", (request) => this.asked.push(request.url()));
    context.on("weberror", (thrown) => this.complaints.push(thrown.error().message));
    context.on(
      "console",
      (message) => ["error", "warning"].includes(message.type()) && this.complaints.push(`${message.text()} ${message.location().url}`),
    );
    await context.exposeFunction("complain", (text: string) => this.complaints.push(text));
    await context.addInitScript(
      'document.addEventListener("securitypolicyviolation", (broken) => complain(`${broken.violatedDirective} ${broken.blockedURI}`))',
    );
    return context;
  }

  /** A page that is signed in. @param address behind the `#` */
  async newPage(address = "/", options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.newContext(options)).newPage();
    await page.goto(`${this.hydra.origin}/#${address}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    // What stands there is listening to keys only once its effects have run.
    await page.evaluate("new Promise((resolve) => requestIdleCallback(() => resolve(true), { timeout: 5000 }))");
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser?.close();
    await this.#hydra?.end();
    const socket = (docker ?? "").replace(/^unix:\/\//, "");
    for (const name of this.#containers) await askEngine(socket, "DELETE", `/v1.41/containers/${name}?force=true&v=true`);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
