import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";
import { ChannelSettings } from "./channels/table.ts";
import { LocalTime } from "./deciding/local-time.ts";
import { SEVERITIES } from "./events.ts";

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "a time of day as 22:30" });

export const notificationsSettings = settings(
  "notifications",
  z.strictObject({
    channels: z
      .array(ChannelSettings)
      .max(20)
      .refine((channels) => new Set(channels.map(({ name }) => name)).size === channels.length, {
        error: "two channels have the same name",
      })
      .default([])
      .describe("who is told; without any, nobody is, and Hydra opens no connection"),
    quietHours: z
      .strictObject({
        from: TimeOfDay,
        to: TimeOfDay,
        severityAtLeast: z.enum(SEVERITIES).default("critical").describe("what is at least this severe is told even then"),
      })
      .optional()
      .describe("what comes then is told together when they end, unless it got better meanwhile"),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: "no time zone: use a name such as Europe/Berlin" })
      .optional()
      .describe("of quiet hours and digest; default: the machine's"),
    groupSeconds: z.int().min(1).max(60).default(10).describe("how long a notice waits for others about the same thing"),
    againAfterMinutes: z
      .int()
      .min(1)
      .max(10_080)
      .default(240)
      .describe("the same thing is told again only after this, unless it became worse"),
    digestAt: TimeOfDay.default("08:00").describe("when the daily digest is sent; nothing happened, nothing sent"),
    pageUrl: z
      .string()
      .regex(/^https?:\/\/[^\s/?#@]+$/, { error: "an address without a path, as https://hydra.example.org" })
      .optional()
      .describe("under which address you reach Hydra's page, for links in messages"),
  }),
);

function isTimeZone(zone: string): boolean {
  try {
    return new LocalTime(zone).zone === zone;
  } catch {
    return false;
  }
}

/** The time zone of the machine. */
export function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
