import { feature } from "../../../kernel/feature.ts";
import { attemptNoted, incidentChanged, incidentClosed, incidentOpened, incidentSettled, planMade } from "./events.ts";

export const incidents = feature({
  name: "incidents",
  about: "One incident for each cause: what went wrong, why, what suffers, what was tried, how it ended",
  operations: [],
  events: [incidentOpened, incidentSettled, incidentChanged, incidentClosed, attemptNoted, planMade],
  personal: "nothing",
});
