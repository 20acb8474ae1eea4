import { feature } from "../../../kernel/feature.ts";
import { auditGrew } from "./events.ts";
import { audit, events, verify } from "./operations.ts";
import { startActivity } from "./start.ts";

export const activity = feature({
  name: "activity",
  about: "What happened: the audit and the stream of events",
  ownsPaths: ["audit", "events"],
  operations: [audit, verify, events],
  events: [auditGrew],
  start: startActivity,
  personal: "nothing",
});
