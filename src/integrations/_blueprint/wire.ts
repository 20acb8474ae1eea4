import { z } from "zod";

/** `GET /api/air` as the sensor sends it. Newer models send more: what we do not know passes. */
export const WireAir = z.looseObject({
  /** Tenths of a degree Celsius; null while the sensor warms up. */
  temp: z.int().nullable(),
  /** Percent. */
  hum: z.number().min(0).max(100).nullable(),
  /** Unix time in seconds, up to the year 9999. */
  ts: z.int().min(0).max(253_402_300_799),
});
