import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { askEngine } from "../../../../tests/peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../../../../tests/peers/peers.ts";
import { docker } from "../../../integrations/docker/index.ts";
import { systemClock } from "../../../kernel/clock.ts";
import type { Integration } from "../../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { logs } from "./index.ts";

const address = peer("docker");
const WAIT = { timeout: 25_000, interval: 100 };

/** `word 1`, `word 2`, and so on. */
function numbers(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${word} ${i + 1}`);
}

/** Shell that prints them. */
function count(word: string, to: number): string {
  return `for i in $(seq ${to}); do echo ${word} $i; done`;
}

describe.skipIf(address === null)(`logs of the real engine with ${BUSYBOX_IMAGE}`, () => {
  const socket = (address ?? "").replace("unix://", "");
  const name = `hydra-logs-${process.pid}`;
  let home = "";

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "hydra-logs-engine-"));
  });
  afterAll(async () => {
    await askEngine(socket, "DELETE", `/containers/${name}?force=1`);
    rmSync(home, { recursive: true, force: true });
  });

  const open = (): Promise<TestKernel> =>
    openTestKernel({
      features: [logs],
      integrations: [docker as unknown as Integration],
      settings: { docker: { hosts: [{ address: address ?? "" }] } },
      clock: systemClock,
      home,
    });

  async function start(script: string): Promise<void> {
    const body = {
      Image: BUSYBOX_IMAGE,
      Cmd: ["sh", "-c", script],
      Env: ["DB_PASSWORD=hunter2-of-the-engine"],
      Labels: { "hydra.test": "logs" },
      HostConfig: { Init: true },
    };
    expect(await askEngine(socket, "POST", `/containers/create?name=${name}`, body)).toMatchObject({ status: 201 });
    expect(await askEngine(socket, "POST", `/containers/${name}/start`)).toMatchObject({ status: 204 });
  }

  /** All lines once this one has come. */
  function untilLast({ kernel }: TestKernel, last: string): Promise<string[]> {
    return vi.waitFor(async () => {
      const { lines } = (await kernel.callAsOwner("logs.tail", { container: name, lines: 1_000 })) as { lines: { text: string }[] };
      const texts = lines.map(({ text }) => text);
      expect(texts.at(-1)).toBe(last);
      return texts;
    }, WAIT);
  }

  test("every line once, over a restart of Hydra, of the container, and its recreation; secrets masked", async () => {
    await start(`${count("first", 300)}; echo token=abcdef123456; echo connect as $DB_PASSWORD; sleep 600`);
    const expected = [...numbers("first", 300), "token=***", "connect as ***"];
    const before = await open();
    expect((await untilLast(before, "connect as ***")).toSorted()).toEqual(expected.toSorted());
    await before.kernel.stop();

    expect(await askEngine(socket, "POST", `/containers/${name}/restart?t=0`)).toMatchObject({ status: 204 });
    await using after = await open();
    const twice = await vi.waitFor(async () => {
      const texts = await untilLast(after, "connect as ***");
      expect(texts).toHaveLength(604);
      return texts;
    }, WAIT);
    expect(twice.filter((text) => text.startsWith("first")).toSorted()).toEqual(
      [...numbers("first", 300), ...numbers("first", 300)].toSorted(),
    );

    expect(await askEngine(socket, "DELETE", `/containers/${name}?force=1`)).toMatchObject({ status: 204 });
    await start(`${count("second", 50)}; sleep 600`);
    const texts = await untilLast(after, "second 50");
    expect(texts.slice(-50)).toEqual(numbers("second", 50));
    expect(texts.filter((text) => text === "first 1")).toHaveLength(2);
  }, 90_000);
});
