import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../..");

export interface RunningHydra {
  /** Signs a browser in, once. */
  link: string;
  /** `http://127.0.0.1:PORT` of the page. */
  origin: string;
  /** SIGTERM, and wait until it is gone. */
  end(): Promise<void>;
}

interface Surroundings {
  /** Its `$HYDRA_HOME`. */
  home: string;
  /** `unix:///path` of an engine. */
  docker: string;
  /** Of the page; without it a free one. */
  port?: number;
}

/** `hydra up` as a person starts it, with the page that was built. @throws Error when it does not come up, or no page was built */
export async function startHydra({ home, docker, port = 0 }: Surroundings): Promise<RunningHydra> {
  if (!existsSync(join(ROOT, "web/dist/index.html"))) throw new Error("the page is not built: npm run build:page");
  const args = [join(ROOT, "src/main.ts"), "up", "--tools-port", "0", "--control-port", String(port)];
  const env = { ...process.env, HYDRA_HOME: home, DOCKER_HOST: docker };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
  let link: string | undefined;
  for (const deadline = Date.now() + 60_000; link === undefined; link = /http:\S+\/login\?code=\S+/.exec(said)?.[0]) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`Hydra did not come up: ${said}`);
    await sleep(50);
  }
  return {
    link,
    origin: new URL(link).origin,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
