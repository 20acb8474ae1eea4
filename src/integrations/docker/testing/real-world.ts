import { silentLog } from "../../../kernel/log.ts";
import { systemClock } from "../../../kernel/clock.ts";
import { parseAddress } from "../address.ts";
import { EngineHost, type EngineHostOptions } from "../engine-host.ts";
import { EngineProbe } from "./engine-probe.ts";
import { Gate } from "./gate.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

export const QUICK = { reconcileMs: 1_000, pingMs: 300, pingTimeoutMs: 1_000, firstBackOffMs: 50, longestBackOffMs: 300 };

/** The real engine, watched through a gate. Only what this world made is removed at its end. */
export async function openRealWorld(address: string, options: Partial<EngineHostOptions> = {}): Promise<World> {
  const enginePath = address.replace(/^unix:\/\//, "");
  const gate = await Gate.open(enginePath);
  const engine = new EngineProbe(enginePath);
  const host = new EngineHost({
    name: "real",
    address: parseAddress(`unix://${gate.path}`),
    watchOnly: false,
    clock: systemClock,
    log: silentLog,
    tempo: QUICK,
    ...options,
  });
  const closing = new AbortController();
  const running = host.run(closing.signal);
  await until("the first whole picture", () => host.connection.reconciledAt !== null);
  return {
    host,
    start: (wanted) => engine.start(wanted),
    stop: (id) => engine.post(`/containers/${id}/stop?t=5`),
    kill: (id) => engine.post(`/containers/${id}/kill`),
    starve: (name) => engine.starve(name),
    breakCheck: (id) => engine.breakCheck(id),
    remove: (id) => engine.remove(id),
    freeze: (id) => engine.post(`/containers/${id}/kill?signal=STOP`),
    otherImage: () => engine.commit(`hydra-docker-${process.pid}:other`, ["ENV OTHER=yes", 'LABEL hydra.other="1"']),
    async cut() {
      gate.cut();
    },
    async mend() {
      gate.mend();
    },
    async end() {
      closing.abort();
      await running;
      await gate.close();
      await engine.removeAll();
    },
  };
}
