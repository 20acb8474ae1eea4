import type { Upstreams } from "../../../../integrations/upstreams/facts.ts";
import type { Host } from "../../../../kernel/context.ts";
import { loadedSince, noteLoaded } from "../store.ts";
import { estimatedBytes } from "../suggestions/models.ts";
import type { GpuModels, NodeTelemetry } from "../suggestions/assessment.ts";

/** Which models stand in the memory of each GPU now; only servers that say whether a model is loaded, and on which GPU. */
export function loadedNow(upstreams: Upstreams): Map<string, string[]> {
  const loaded = new Map<string, string[]>();
  const models = upstreams.models();
  for (const { name, gpu, failure } of upstreams.states()) {
    const own = models.filter(({ upstream, isLoaded }) => upstream === name && isLoaded !== null);
    // A server that does not answer says nothing: what it held before is no news.
    if (gpu === null || failure !== null || own.length === 0) continue;
    const names = own.filter(({ isLoaded }) => isLoaded).map(({ id }) => id);
    loaded.set(gpu, [...(loaded.get(gpu) ?? []), ...names].toSorted());
  }
  return loaded;
}

/** Note each change of what stands in the GPUs' memory. */
export class LoadedModels {
  readonly #host: Host;
  readonly #noted = new Map<string, string>();

  constructor(host: Host) {
    this.#host = host;
  }

  async look(): Promise<void> {
    const upstreams = this.#host.integration("upstreams");
    if (upstreams === undefined) return;
    for (const [gpu, models] of loadedNow(upstreams)) {
      const said = JSON.stringify(models);
      if (this.#noted.get(gpu) === said) continue;
      await noteLoaded(this.#host, gpu, models);
      this.#noted.set(gpu, said);
    }
  }
}

/** What is known of each GPU that serves models, since then. */
export async function gpuModels(host: Host, nodes: readonly NodeTelemetry[], since: number): Promise<GpuModels[]> {
  const upstreams = host.integration("upstreams");
  if (upstreams === undefined) return [];
  const history = await loadedSince(host, since);
  const served = Map.groupBy(
    upstreams.states().filter(({ gpu }) => gpu !== null),
    ({ gpu }) => gpu ?? "",
  );
  return [...served].map(([gpu, servers]) => {
    const [, node = gpu, index = ""] = /^(.+):(\w+)$/.exec(gpu) ?? [];
    const cards = nodes.find(({ name }) => name === node)?.gpus ?? [];
    const card = cards.find((one) => String(one.index) === index || one.uuid === index) ?? (cards.length === 1 ? cards[0] : undefined);
    const sizes = new Map<string, { bytes: number; isEstimate: boolean }>();
    for (const { id, upstream, memoryBytes, parametersB } of upstreams.models()) {
      if (!servers.some(({ name }) => name === upstream)) continue;
      const bytes = memoryBytes ?? estimatedBytes(id, parametersB);
      if (bytes !== null) sizes.set(id, { bytes, isEstimate: memoryBytes == null });
    }
    return { gpu, node, name: card?.name ?? null, memoryTotalBytes: card?.memoryTotalBytes ?? null, sets: history.get(gpu) ?? [], sizes };
  });
}
