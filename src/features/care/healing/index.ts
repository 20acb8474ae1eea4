import { feature } from "../../../kernel/feature.ts";
import { heal, limits, never, record, undo, unretire } from "./operations.ts";
import { healingSettings } from "./settings.ts";
import { startHealing } from "./start.ts";
import { migrations, retention } from "./store/tables.ts";

export const healing = feature({
  name: "healing",
  about: "Puts right what went wrong, as far as it was allowed, and proves it",
  sharesPaths: ["incidents"],
  operations: [heal, undo, never, record, unretire, limits],
  settings: healingSettings,
  migrations,
  retention,
  start: startHealing,
  personal: "nothing",
});
