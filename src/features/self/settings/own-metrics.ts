import type { Host } from "../../../kernel/context.ts";

/** What Hydra costs the machine it runs on. */
export function registerOwnMetrics(host: Host): void {
  const { startedAt } = host.kernel;
  host.metrics.gauge("hydra_process_resident_bytes", "Resident memory of the Hydra process in bytes", [], (gauge) =>
    gauge.set(process.memoryUsage.rss()),
  );
  host.metrics.gauge("hydra_process_cpu_seconds", "CPU time of the Hydra process since it started, in seconds", [], (gauge) => {
    const { user, system } = process.cpuUsage();
    gauge.set((user + system) / 1e6);
  });
  host.metrics.gauge("hydra_uptime_seconds", "Seconds since Hydra started", [], (gauge) =>
    gauge.set((host.clock.now() - startedAt) / 1_000),
  );
  host.metrics.gauge("hydra_store_bytes", "Size of the state database in bytes", [], (gauge) => gauge.set(host.store.sizeBytes()));
  host.metrics.gauge("hydra_paused", "1 while Hydra is paused", [], (gauge) => gauge.set(host.kernel.pause.state().paused ? 1 : 0));
}
