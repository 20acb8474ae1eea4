import type { Host } from "../../../kernel/context.ts";
import { feature } from "../../../kernel/feature.ts";
import { inventoryCorrected } from "../inventory/events.ts";
import { board } from "./board.ts";
import { dependencyObserved } from "./events.ts";
import { graph, of } from "./operations.ts";
import { migrations, retention } from "./store.ts";

const LOOK_EVERY_MS = 60_000;

async function start(host: Host): Promise<void> {
  const dependencies = host.part(board);
  host.on(inventoryCorrected, ({ key, dependsOn }) => dependencies.correct(key, dependsOn));
  await dependencies.start();
  host.every("dependencies.look", LOOK_EVERY_MS, () => dependencies.look());
}

export const dependencies = feature({
  name: "dependencies",
  about: "Which container needs which, by what was declared and by what was seen",
  operations: [graph, of],
  events: [dependencyObserved],
  migrations,
  retention,
  start,
  personal: "nothing",
});
