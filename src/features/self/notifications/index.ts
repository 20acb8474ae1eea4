import { feature } from "../../../kernel/feature.ts";
import { desk } from "./desk.ts";
import { noticeRaised } from "./events.ts";
import { hearNotices } from "./hearing.ts";
import { channels, digest, figures, list, test } from "./operations.ts";
import { migrations, retention } from "./outbox/tables.ts";
import { notificationsSettings } from "./settings.ts";

export const notifications = feature({
  name: "notifications",
  about: "Who hears what, when and where: at once, in a digest, or not at all",
  operations: [list, channels, test, figures, digest],
  events: [noticeRaised],
  settings: notificationsSettings,
  migrations,
  retention,
  start: hearNotices,
  stop: (host) => host.part(desk).stop(),
  personal: "nothing",
});
