import { request } from "node:http";
import { z } from "zod";
import type { Wanted } from "./world.ts";

const IMAGE = "hydra-test/busybox:1";
const CHECK = { Test: ["CMD-SHELL", "test ! -e /tmp/broken"], Interval: 300_000_000, Timeout: 2_000_000_000, Retries: 1 };
/** Sleeps so that it can be stopped: a shell as process 1 heeds only the signals that it traps. */
const SLEEP = "trap 'exit 143' TERM; while :; do sleep 0.1; done";

/** The engine as a person uses it, beside the client that is tested. Remembers what it made. */
export class EngineProbe {
  readonly #socketPath: string;
  readonly #made = new Set<string>();
  readonly #images = new Set<string>();

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async create(name: string, script: string, more: { config?: object; hostConfig?: object } = {}): Promise<string> {
    const body = {
      Image: IMAGE,
      Cmd: ["sh", "-c", script],
      ...more.config,
      Labels: { "hydra.test": "docker", ...(more.config as { Labels?: object } | undefined)?.Labels },
      HostConfig: { NetworkMode: "none", ...more.hostConfig },
    };
    const { Id } = z.object({ Id: z.string() }).parse(JSON.parse(await this.ask("POST", `/containers/create?name=${name}`, body)));
    this.#made.add(Id);
    return Id;
  }

  async start({ name, labels = {}, lines = [], isTty = false, isChecked = false }: Wanted): Promise<string> {
    const say = lines.map(({ stream, text }) => `printf '%s\\n' '${text}'${stream === "stderr" ? " >&2" : ""}; sleep 0.05`);
    const config = { Labels: labels, Tty: isTty, Env: ["SECRET=never seen"], ...(isChecked ? { Healthcheck: CHECK } : {}) };
    const id = await this.create(name, [...say, SLEEP].join("; "), { config });
    await this.post(`/containers/${id}/start`);
    return id;
  }

  async starve(name: string): Promise<string> {
    const megabytes = 16 * 1_048_576;
    const id = await this.create(name, "exec dd if=/dev/zero of=/dev/null bs=200M", {
      hostConfig: { Memory: megabytes, MemorySwap: megabytes },
    });
    await this.post(`/containers/${id}/start`);
    return id;
  }

  /** The check fails from now on. */
  async breakCheck(id: string): Promise<void> {
    const made = await this.ask("POST", `/containers/${id}/exec`, { Cmd: ["touch", "/tmp/broken"] });
    const { Id } = z.object({ Id: z.string() }).parse(JSON.parse(made));
    await this.ask("POST", `/exec/${Id}/start`, { Detach: true });
  }

  /** Another image, made from that of all tests. @param changes lines as in a Dockerfile */
  async commit(name: string, changes: readonly string[]): Promise<string> {
    const from = await this.create(`from-${name.replace(/\W/g, "-")}`, "true");
    const [repo = "", tag = ""] = name.split(":");
    const query = new URLSearchParams({ container: from, repo, tag });
    for (const change of changes) query.append("changes", change);
    const { Id } = z.object({ Id: z.string() }).parse(JSON.parse(await this.ask("POST", `/commit?${query}`, {})));
    this.#images.add(name);
    await this.remove(from);
    return Id;
  }

  /** Everything that a test's own verbs made is removed at its end, and this too. */
  take(...ids: string[]): void {
    for (const id of ids) this.#made.add(id);
  }

  async whole(id: string): Promise<Record<string, never>> {
    return JSON.parse(await this.ask("GET", `/containers/${id}/json`)) as Record<string, never>;
  }

  async post(path: string): Promise<void> {
    await this.ask("POST", path);
  }

  async remove(id: string): Promise<void> {
    await this.ask("DELETE", `/containers/${id}?force=1&v=1`);
    this.#made.delete(id);
  }

  async removeAll(): Promise<void> {
    await Promise.all([...this.#made].map((id) => this.remove(id).catch(ignoreGone)));
    for (const image of this.#images) await this.ask("DELETE", `/images/${image}?force=1`).catch(ignoreGone);
  }

  /** @throws Error with the engine's words for anything but a good answer */
  ask(method: string, path: string, body?: object): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const call = request({ socketPath: this.#socketPath, method, path: `/v1.41${path}`, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => {
          if ((response.statusCode ?? 0) < 400) resolve(text);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        });
      });
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function ignoreGone(error: Error): void {
  if (!/: 404 /.test(error.message)) throw error;
}
