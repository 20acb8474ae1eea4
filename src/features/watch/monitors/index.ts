import type { Host } from "../../../kernel/context.ts";
import { feature } from "../../../kernel/feature.ts";
import { board } from "./board.ts";
import { monitorChanged } from "./events.ts";
import { list, probe, remove, set } from "./operations.ts";
import { monitorsSettings } from "./settings.ts";
import { migrations, retention } from "./store.ts";

async function start(host: Host): Promise<void> {
  const all = host.part(board);
  const about = ({ id, identity, container }: (typeof all.monitors)[number]) => ({
    monitor: id,
    node: identity.node,
    container: container.name,
  });
  host.metrics.gauge(
    "hydra_monitor_up",
    "1 when the service answers, 0 when it is down; absent while unknown",
    ["monitor", "node", "container"],
    (gauge) => {
      for (const monitor of all.monitors) if (monitor.state !== "unknown") gauge.set(about(monitor), monitor.state === "up" ? 1 : 0);
    },
  );
  host.metrics.gauge("hydra_monitor_latency_seconds", "Time of the last answer in seconds", ["monitor", "node", "container"], (gauge) => {
    for (const monitor of all.monitors) if (monitor.latencyMs !== null) gauge.set(about(monitor), monitor.latencyMs / 1_000);
  });
  await all.start(host.integration("docker")?.hosts ?? []);
}

export const monitors = feature({
  name: "monitors",
  about: "Asks every service whether it answers, apart from its own health check",
  operations: [list, probe, set, remove],
  events: [monitorChanged],
  settings: monitorsSettings,
  migrations,
  retention,
  start,
  stop: (host) => host.part(board).flush(),
  personal: "nothing",
});
