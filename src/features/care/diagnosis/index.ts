import { feature } from "../../../kernel/feature.ts";
import { classify } from "./operations.ts";

export const diagnosis = feature({
  name: "diagnosis",
  about: "What went wrong, read from log lines: category, cause line and how sure that is",
  operations: [classify],
  personal: "nothing",
});
