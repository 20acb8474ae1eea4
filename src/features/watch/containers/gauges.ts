import type { Host } from "../../../kernel/context.ts";
import { board } from "./board.ts";
import { VERDICTS } from "../verdicts/events.ts";

/** The cluster in numbers, read when somebody scrapes. */
export function registerGauges(host: Host): void {
  const picture = host.part(board);
  host.metrics.gauge("hydra_containers", "Containers by node, state and health", ["node", "state", "health"], (gauge) => {
    for (const { node, state, health } of picture.listing().containers) gauge.inc({ node, state, health });
  });
  host.metrics.gauge("hydra_container_verdicts", "Containers by Hydra's own verdict", ["verdict"], (gauge) => {
    for (const verdict of VERDICTS)
      gauge.set({ verdict }, picture.listing().containers.filter((container) => container.verdict === verdict).length);
  });
  host.metrics.gauge("hydra_docker_connected", "1 while the engine of the node answers", ["node"], (gauge) => {
    for (const { name, connection } of picture.nodes) gauge.set({ node: name }, connection.status === "connected" ? 1 : 0);
  });
}
