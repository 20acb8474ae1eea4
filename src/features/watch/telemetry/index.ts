import { feature } from "../../../kernel/feature.ts";
import { telemetryBoard } from "./board.ts";
import { telemetryMeasured } from "./events.ts";
import { registerGauges } from "./gauges.ts";
import { containers, history, nodes, series, targets, units } from "./operations.ts";
import { SLOT_MS } from "./history/rings.ts";
import { migrations, retention } from "./store.ts";

export const telemetry = feature({
  name: "telemetry",
  about: "What nodes, GPUs and containers use: now, over the last hour, over seven days",
  operations: [nodes, containers, units, series, history, targets],
  events: [telemetryMeasured],
  migrations,
  retention,
  async start(host) {
    const board = host.part(telemetryBoard);
    await board.open();
    registerGauges(host);
    // The page and the first CPU rate should not wait for the first turn.
    host.background("first round", (signal) => board.round(signal));
    host.every("round", SLOT_MS, (signal) => board.round(signal));
  },
  stop: (host) => host.part(telemetryBoard).save(),
  personal: "nothing",
});
