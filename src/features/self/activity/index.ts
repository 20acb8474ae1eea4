import { feature } from "../../../kernel/feature.ts";
import { audit, events, verify } from "./operations.ts";

export const activity = feature({
  name: "activity",
  about: "What happened: the audit and the stream of events",
  ownsPaths: ["audit", "events"],
  operations: [audit, verify, events],
  personal: "nothing",
});
