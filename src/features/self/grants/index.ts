import { feature } from "../../../kernel/feature.ts";
import { list, put, remove } from "./operations.ts";

export const grants = feature({
  name: "grants",
  about: "What Hydra and models were allowed to do by themselves",
  operations: [list, put, remove],
  personal: "nothing",
});
