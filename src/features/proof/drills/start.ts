import type { DockerHost } from "../../../integrations/docker/hosts.ts";
import type { Host } from "../../../kernel/context.ts";
import { labelOf } from "./run/heal.ts";
import { clear } from "./run/clearing.ts";
import { takeBackLeftGrants } from "./run/permission.ts";
import { endCutOff, noteCleared, runsNotCleared } from "./store.ts";

/** What a drill of a process before this one left is taken back: grants at once, containers as soon as their engine answers. */
export async function startDrills(host: Host): Promise<void> {
  const grants = await takeBackLeftGrants(host);
  if (grants > 0) host.log.info({ grants }, "grants of a drill that was cut off were taken back");
  await endCutOff(host);
  for (const run of await runsNotCleared(host)) {
    const engine = host.integration("docker")?.get(run.node);
    if (engine !== undefined) clearOnceConnected(host, engine, run.id);
  }
}

function clearOnceConnected(host: Host, engine: DockerHost, id: string): void {
  host.background(`remove what the drill ${id} left on ${engine.name}`, async (signal) => {
    await connected(engine, signal);
    if (signal.aborted || engine.sandbox === null) return;
    if (!(await clear(host, engine.sandbox, labelOf(id)))) return;
    await noteCleared(host, id);
    host.log.info({ node: engine.name, drill: id }, "a drill was cut off: what it had left was removed");
  });
}

function connected(engine: DockerHost, signal: AbortSignal): Promise<void> {
  if (engine.connection.status === "connected" || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stopListening();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stopListening = engine.listen({ onConnection: ({ status }) => void (status === "connected" && done()) });
    signal.addEventListener("abort", done, { once: true });
  });
}
