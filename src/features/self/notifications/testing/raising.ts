/** A Hydra of its own that raises one notice and is then killed from outside: `node raising.ts HOME URL_REFERENCE`. */
import { systemClock } from "../../../../kernel/clock.ts";
import { openTestKernel } from "../../../../kernel/testing.ts";
import { noticeRaised } from "../events.ts";
import { notifications } from "../index.ts";

const [, , home = "", url = ""] = process.argv;
const { kernel } = await openTestKernel({
  features: [notifications],
  clock: systemClock,
  home,
  settings: { notifications: { timeZone: "UTC", groupSeconds: 1, channels: [{ name: "hook", kind: "webhook", url }] } },
});
const notice = {
  id: "n-killed",
  kind: "down",
  severity: "high",
  topic: "db",
  title: "db is down",
  text: "Killed while telling.",
  path: null,
} as const;
await kernel.services.events.emit(noticeRaised, notice);
