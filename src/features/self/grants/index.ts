import { feature } from "../../../kernel/feature.ts";
import { deedJudged, grantChanged, grantOffered } from "./events.ts";
import { list, put, remove } from "./operations.ts";

export const grants = feature({
  name: "grants",
  about: "What Hydra and models were allowed to do by themselves",
  operations: [list, put, remove],
  events: [deedJudged, grantOffered, grantChanged],
  personal: "nothing",
});
