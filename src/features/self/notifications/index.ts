import { feature } from "../../../kernel/feature.ts";
import { noticeRaised } from "./events.ts";

export const notifications = feature({
  name: "notifications",
  about: "Who hears what, when and where: at once, in a digest, or not at all",
  operations: [],
  events: [noticeRaised],
  personal: "nothing",
});
