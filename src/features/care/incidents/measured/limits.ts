import { z } from "zod";

/** Settings of what is measured: from where on it is an incident. */
export const measuredFields = {
  diskFullPercent: z
    .int()
    .min(50)
    .max(100)
    .default(90)
    .describe("a disk that is used to this share, with little room left, is nearly full"),
  diskRoomGiB: z.int().min(1).max(10_000).default(20).describe("so much room is enough, whatever share it is"),
  memoryFreePercent: z
    .number()
    .min(0.5)
    .max(50)
    .default(3)
    .describe("less of a machine's memory than this, for five minutes, is nearly none"),
  certificateDays: z.int().min(1).max(365).default(14).describe("a certificate is told of so many days before its end"),
  errorBurstLines: z.int().min(5).max(100_000).default(20).describe("fewer new error lines a minute are never a burst"),
};

export const MeasuredLimits = z.strictObject(measuredFields);
export type MeasuredLimits = z.output<typeof MeasuredLimits>;
