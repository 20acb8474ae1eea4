import { feature } from "../../../kernel/feature.ts";
import { choice, choose } from "./choice/operations.ts";
import { choiceMigrations, choiceRetention } from "./choice/store.ts";
import { offerMigrations, offerRetention } from "./earned/offers.ts";
import { accept, decline, deeds, offers } from "./earned/operations.ts";
import { deedMigrations, deedRetention } from "./earned/store.ts";
import { keepRecord } from "./earned/watch.ts";
import { deedJudged, grantChanged, grantOffered } from "./events.ts";
import { list, put, remove } from "./operations.ts";
import { grantsSettings } from "./settings.ts";

export const grants = feature({
  name: "grants",
  about: "What Hydra and models were allowed to do by themselves, how that went, and what Hydra asks for next",
  operations: [list, put, remove, offers, accept, decline, deeds, choice, choose],
  events: [deedJudged, grantOffered, grantChanged],
  settings: grantsSettings,
  migrations: [...deedMigrations, ...offerMigrations, ...choiceMigrations],
  retention: [...deedRetention, ...offerRetention, ...choiceRetention],
  start: keepRecord,
  personal: "nothing",
});
