import { feature } from "../../../kernel/feature.ts";
import { investigate } from "./investigation/operations.ts";
import { hearIncidents } from "./keeping/incidents.ts";
import { migrations, retention } from "./keeping/tables.ts";
import { templates } from "./keeping/templates.ts";
import { list, patterns, record, report, resolve } from "./operations.ts";
import { failuresSettings } from "./settings.ts";
import { suspects } from "./suspects/operations.ts";

const SAVE_EVERY_MS = 10_000;

export const failures = feature({
  name: "failures",
  about: "What failed, told by whoever saw it or by an incident: diagnosed, counted, grouped into patterns, with a report",
  sharesPaths: ["diagnosis", "incidents"],
  operations: [record, list, resolve, patterns, report, suspects, investigate],
  settings: failuresSettings,
  migrations,
  retention,
  start(host) {
    hearIncidents(host);
    host.every("failures.templates", SAVE_EVERY_MS, () => host.part(templates).save());
  },
  stop: (host) => host.part(templates).save(),
  personal: "nothing",
});
