import { feature } from "../../../kernel/feature.ts";
import { cluster, report, services, show } from "./operations.ts";

export const overview = feature({
  name: "overview",
  about: "Everything at one glance: the sentence, the nodes, the services, the report",
  ownsPaths: ["cluster", "services"],
  operations: [show, cluster, services, report],
  personal: "nothing",
});
