import { feature } from "../../../kernel/feature.ts";
import { collector } from "./collector.ts";
import { context, errors, follow, search, status, tail } from "./operations.ts";
import { logsSettings } from "./settings.ts";

export const logs = feature({
  name: "logs",
  about: "The last lines of each container: searchable, secrets masked, kept over recreations",
  operations: [search, tail, follow, context, errors, status],
  settings: logsSettings,
  start: (host) => host.part(collector).start(),
  stop: (host) => host.part(collector).stop(),
  personal: "nothing",
});
