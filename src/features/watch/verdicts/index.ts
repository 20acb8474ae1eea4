import { feature } from "../../../kernel/feature.ts";
import { verdictReached } from "./events.ts";
import { migrations, retention } from "./store.ts";
import { explain, findings, list } from "./operations.ts";
import { keepVerdicts } from "./watch.ts";

export const verdicts = feature({
  name: "verdicts",
  about: "What is really wrong: the service or its check, with the evidence",
  operations: [list, explain, findings],
  events: [verdictReached],
  migrations,
  retention,
  start: keepVerdicts,
  personal: "nothing",
});
