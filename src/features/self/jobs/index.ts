import { feature } from "../../../kernel/feature.ts";
import { list } from "./operations.ts";

export const jobs = feature({
  name: "jobs",
  about: "Changes under way and ended: intent, outcome, tries",
  operations: [list],
  personal: "nothing",
});
