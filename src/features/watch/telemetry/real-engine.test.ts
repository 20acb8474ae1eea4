import { describe, expect, test, vi } from "vitest";
import { askEngine } from "../../../../tests/peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../../../../tests/peers/peers.ts";
import { docker } from "../../../integrations/docker/index.ts";
import { machine } from "../../../integrations/machine/index.ts";
import { prometheus } from "../../../integrations/prometheus/index.ts";
import { systemClock } from "../../../kernel/clock.ts";
import { feature } from "../../../kernel/feature.ts";
import type { Integration } from "../../../kernel/integration.ts";
import { openTestKernel } from "../../../kernel/testing.ts";
import { telemetryBoard } from "./board.ts";
import { telemetry } from "./index.ts";
import type { ContainerTelemetry } from "./shapes.ts";

const engine = peer("docker");
const paced = feature({ ...telemetry, start: (host) => host.part(telemetryBoard).open() });
const PREFIX = `hydra-telemetry-${process.pid}`;
const PATIENCE = { timeout: 60_000, interval: 300 };

/** Containers on the real engine, gone when the test ends. */
class Containers implements AsyncDisposable {
  readonly #socketPath = (engine ?? "").replace(/^unix:\/\//, "");
  readonly #names: string[] = [];

  async start(name: string, script: string): Promise<string> {
    const fullName = `${PREFIX}-${name}`;
    this.#names.push(fullName);
    const body = {
      Image: BUSYBOX_IMAGE,
      Cmd: ["sh", "-c", script],
      Labels: { "hydra.test": "telemetry" },
      HostConfig: { NetworkMode: "none", Memory: 67_108_864 },
    };
    const made = await askEngine(this.#socketPath, "POST", `/v1.41/containers/create?name=${fullName}`, body);
    if (made.status !== 201) throw new Error(`the container could not be made: ${made.body}`);
    await askEngine(this.#socketPath, "POST", `/v1.41/containers/${fullName}/start`);
    return fullName;
  }

  async remove(name: string): Promise<void> {
    await askEngine(this.#socketPath, "DELETE", `/v1.41/containers/${name}?force=true&v=true`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#names) await this.remove(name);
  }
}

describe.skipIf(engine === null)("on a real engine", () => {
  test(
    "a busy and an idle container are told apart, on the node that this machine is; one that is removed goes",
    { timeout: 120_000 },
    async () => {
      await using made = new Containers();
      const busy = await made.start("busy", "while :; do :; done");
      const idle = await made.start("idle", "trap exit TERM; while :; do sleep 1; done");
      await using hydra = await openTestKernel({
        features: [paced],
        integrations: [docker, machine, prometheus] as unknown as Integration[],
        settings: { docker: { hosts: [{ name: "tower", address: engine ?? "" }] } },
        clock: systemClock,
      });
      const board = hydra.kernel.hostOf("telemetry").part(telemetryBoard);
      const find = (name: string): ContainerTelemetry | undefined =>
        board.presented.containers.containers.find((container) => container.name === name);
      const roundUntil = (check: () => void): Promise<void> =>
        vi.waitFor(async () => {
          await board.round(new AbortController().signal);
          check();
        }, PATIENCE);

      await roundUntil(() => {
        expect(find(busy)?.cpuPercent).toBeGreaterThan(5);
        expect(find(idle)?.cpuPercent).not.toBeNull();
      });
      expect(find(busy)?.cpuPercent).toBeGreaterThan(find(idle)?.cpuPercent ?? Infinity);
      expect(find(idle)).toMatchObject({ node: "tower", memoryLimitBytes: 67_108_864, key: `tower//${idle}` });
      expect(find(idle)?.memoryBytes).toBeGreaterThan(0);
      expect(board.presented.nodes.nodes).toMatchObject([{ name: "tower", state: "measured", source: "machine" }]);
      expect(board.presented.nodes.nodes[0]?.cpu?.usedPercent).toBeGreaterThan(0);

      await made.remove(busy);
      await roundUntil(() => expect(find(busy)).toBeUndefined());
      expect(find(idle)?.measuredAt).not.toBeNull();
    },
  );
});
