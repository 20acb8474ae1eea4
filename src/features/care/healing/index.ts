import { feature } from "../../../kernel/feature.ts";
import { healingSettings } from "./settings.ts";
import { startHealing } from "./start.ts";
import { migrations, retention } from "./store/tables.ts";

export const healing = feature({
  name: "healing",
  about: "Puts right what went wrong, as far as it was allowed, and proves it",
  sharesPaths: ["incidents"],
  operations: [],
  settings: healingSettings,
  migrations,
  retention,
  start: startHealing,
  personal: "nothing",
});
