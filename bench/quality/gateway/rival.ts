import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The gateway to compare with. Its streams fail with newer versions of Hono than these. */
const MANIFEST = {
  private: true,
  dependencies: { "@portkey-ai/gateway": "1.15.2" },
  overrides: { hono: "4.6.10", "@hono/node-server": "1.13.7" },
};

/** It has no option for the address: whatever listens without one listens on loopback. */
const LOOPBACK = `const net = require("node:net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  const [first, second] = given;
  if (typeof first === "number") given.splice(1, typeof second === "string" ? 1 : 0, "127.0.0.1");
  else if (first !== null && typeof first === "object" && "port" in first) given[0] = { ...first, host: "127.0.0.1" };
  return listen.apply(this, given);
};
`;

export interface Rival {
  port: number;
  pid: number;
  end(): Promise<void>;
}

/** Install Portkey's gateway into a folder, unless it is there, and start it on loopback. */
export async function startRival(folder: string): Promise<Rival> {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "node_modules/@portkey-ai/gateway/build/start-server.js");
  if (!existsSync(program)) {
    writeFileSync(join(folder, "package.json"), JSON.stringify(MANIFEST));
    const install = spawn("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], { cwd: folder, stdio: "inherit" });
    const [code] = (await once(install, "exit")) as [number | null];
    if (code !== 0) throw new Error(`npm install of the rival ended with ${code}`);
  }
  const preload = join(folder, "loopback.cjs");
  writeFileSync(preload, LOOPBACK);
  const port = await freePort();
  const child = spawn(process.execPath, ["--require", preload, program, `--port=${port}`, "--headless"], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "ignore",
  });
  await answers(child, port);
  return {
    port,
    pid: child.pid ?? 0,
    end: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function answers(child: ChildProcess, port: number): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`the rival ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (answer !== null) return;
  }
  throw new Error("the rival does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
