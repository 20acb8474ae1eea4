import { feature } from "../../../kernel/feature.ts";
import { attemptNoted, incidentChanged, incidentClosed, incidentOpened, incidentSettled, planMade } from "./events.ts";
import { dismiss, figures, list, markdown, reopen, show } from "./operations.ts";
import { incidentsSettings } from "./settings.ts";
import { migrations, retention } from "./store.ts";
import { keepIncidents } from "./watch.ts";

export const incidents = feature({
  name: "incidents",
  about: "One incident for each cause: what went wrong, why, what suffers, what was tried, how it ended",
  operations: [list, figures, show, markdown, dismiss, reopen],
  events: [incidentOpened, incidentSettled, incidentChanged, incidentClosed, attemptNoted, planMade],
  settings: incidentsSettings,
  migrations,
  retention,
  start: keepIncidents,
  personal: "nothing",
});
