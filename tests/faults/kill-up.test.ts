import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { ServedHydra, until } from "../cluster/served-hydra.ts";

const KILLS = 20;
const CLIENTS = 6;
const home = mkdtempSync(join(tmpdir(), "hydra-kill-up-"));
const start = (): Promise<ServedHydra> => ServedHydra.start({ home, env: { DOCKER_HOST: `unix://${home}/no-docker.sock` } });

afterAll(() => rm(home, { recursive: true, force: true }));

/** What clients were told is done, over all rounds. */
class Acknowledged {
  readonly corrections = new Map<string, string>();
  readonly grants = new Set<string>();
  /** What /pause may say after the kill: the last acknowledged word, or one that was still under way. */
  pauses: (string | null)[] = [null];
  count = 0;
}

/** Everything that a call says but a 200 and a broken connection is a fault of its own. */
async function ask(hydra: ServedHydra, method: string, path: string, body: object): Promise<boolean> {
  try {
    const { status, text } = await hydra.fetch(method, path, body);
    if (status === 200) return true;
    throw new Refused(`${method} ${path}: ${status} ${text}`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    return false;
  }
}

class Refused extends Error {}

/** Clients write until Hydra is gone. */
async function writeUntilGone(hydra: ServedHydra, round: number, done: Acknowledged): Promise<void> {
  const correct = async (client: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const key = `home/${client}/${round}-${number}`;
      const url = `http://10.0.0.1:${1 + number}/`;
      if (!(await ask(hydra, "PUT", "/inventory/corrections", { key, isProtected: true, url }))) return;
      done.corrections.set(key, url);
      done.count += 1;
    }
  };
  const grant = async (): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const name = `${round}-${number}`;
      const given = { operation: "containers.restart", scope: { kind: "one", name }, level: "ask" };
      if (!(await ask(hydra, "PUT", "/grants", given))) return;
      done.grants.add(name);
      done.count += 1;
    }
  };
  const pause = async (): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const reason = number % 2 === 0 ? `${round}-${number}` : null;
      done.pauses.push(reason);
      if (!(await (reason === null ? ask(hydra, "POST", "/resume", {}) : ask(hydra, "POST", "/pause", { reason })))) return;
      done.pauses = [reason];
      done.count += 1;
    }
  };
  await Promise.all([grant(), pause(), ...Array.from({ length: CLIENTS }, (_, client) => correct(client))]);
}

async function expectNothingLost(hydra: ServedHydra, done: Acknowledged): Promise<void> {
  const { corrections } = await hydra.get<{ corrections: { key: string; url: string; isProtected: boolean }[] }>("/inventory/corrections");
  const kept = new Map(corrections.filter(({ isProtected }) => isProtected).map(({ key, url }) => [key, url]));
  expect([...done.corrections].filter(([key, url]) => kept.get(key) !== url)).toEqual([]);
  const { grants } = await hydra.get<{ grants: { scope: { name: string } }[] }>("/grants");
  const given = new Set(grants.map(({ scope }) => scope.name));
  expect([...done.grants].filter((name) => !given.has(name))).toEqual([]);
  const { paused } = await hydra.get<{ paused: boolean }>("/overview");
  expect(done.pauses.map((reason) => reason !== null)).toContain(paused);
  done.pauses = done.pauses.filter((reason) => (reason !== null) === paused);
}

async function expectIntactAudit(hydra: ServedHydra, done: Acknowledged): Promise<void> {
  const { intact, entries, problems } = await hydra.get<{ intact: boolean; entries: number; problems: string[] }>("/audit/verify");
  expect(problems).toEqual([]);
  expect(intact).toBe(true);
  expect(entries).toBeGreaterThanOrEqual(done.count);
}

describe("kill -9 of hydra up under writes over HTTP", () => {
  test(`${KILLS} times loses nothing that was acknowledged, and each start needs nobody`, { timeout: 90_000 }, async () => {
    const done = new Acknowledged();
    for (let round = 0; round < KILLS; round += 1) {
      const hydra = await start();
      try {
        await expectNothingLost(hydra, done);
        if (round % 5 === 0) await expectIntactAudit(hydra, done);
        const before = done.count;
        const writing = writeUntilGone(hydra, round, done);
        // Some writes, then a moment that is as good as any other.
        await until("some writes", () => done.count >= before + 10);
        await sleep(Math.random() * 100);
        await hydra.kill();
        await writing;
      } finally {
        await hydra.kill();
      }
    }
    const hydra = await start();
    try {
      await expectNothingLost(hydra, done);
      await expectIntactAudit(hydra, done);
      const { entries } = await hydra.get<{ entries: { outcome: string }[] }>("/audit?limit=1000");
      expect(new Set(entries.map(({ outcome }) => outcome))).not.toContain("failed");
      const { jobs } = await hydra.get<{ jobs: { state: string }[] }>("/jobs");
      expect(jobs.filter(({ state }) => state === "running")).toEqual([]);
    } finally {
      await hydra.kill("SIGTERM");
    }
    expect(done.corrections.size).toBeGreaterThan(KILLS);
    expect(done.grants.size).toBeGreaterThan(KILLS);
  });
});
