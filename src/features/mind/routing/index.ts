import { feature } from "../../../kernel/feature.ts";
import { forgetOutcomes, keepLearning } from "./learning/memory.ts";
import { migrations, readOutcomes, retention } from "./learning/store.ts";
import { choose, classify } from "./operations.ts";

export const routing = feature({
  name: "routing",
  about: "Which of the models that are there should answer a prompt, and why; it learns from outcomes",
  operations: [classify, choose],
  migrations,
  retention,
  start: keepLearning,
  personal: {
    export: (host, userId) => readOutcomes(host.store, userId),
    erase: forgetOutcomes,
  },
});
