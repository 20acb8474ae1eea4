import { feature } from "../../../kernel/feature.ts";

export const healing = feature({
  name: "healing",
  about: "Puts right what went wrong, as far as it was allowed, and proves it",
  sharesPaths: ["incidents"],
  operations: [],
  personal: "nothing",
});
