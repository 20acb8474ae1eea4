import { z } from "zod";

/** What Prometheus' HTTP API v1 sends, as far as Hydra reads it. Unknown keys pass. */

export const VectorAnswer = z.object({
  status: z.literal("success"),
  data: z.object({
    resultType: z.literal("vector"),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        /** Epoch seconds of the evaluation, and the value as text: `NaN` and `+Inf` have no JSON. */
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

export const TargetsAnswer = z.object({
  status: z.literal("success"),
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        scrapeUrl: z.string(),
        health: z.enum(["up", "down", "unknown"]).catch("unknown"),
        lastError: z.string().default(""),
        /** `0001-01-01T00:00:00Z` before the first scrape. */
        lastScrape: z.string().default(""),
        /** `15s`, `1m30s`; since Prometheus 2.28. */
        scrapeInterval: z.string().default(""),
      }),
    ),
  }),
});

export type ActiveTarget = z.output<typeof TargetsAnswer>["data"]["activeTargets"][number];

export const ErrorAnswer = z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() });

/** One series at one moment. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** The finite samples of an instant vector. */
export function samplesOf(answer: z.output<typeof VectorAnswer>): Sample[] {
  return answer.data.result.flatMap(({ metric: { __name__: name = "", ...labels }, value: [, text] }) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? [{ name, labels, value }] : [];
  });
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1m30s` in milliseconds; null when it is no duration of Prometheus'. */
export function parseDuration(text: string): number | null {
  if (!/^(\d{1,9}(ms|[smhdwy]))+$/.test(text)) return null;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) totalMs += Number(count) * (UNIT_MS[unit ?? ""] ?? 0);
  return totalMs;
}

/** Epoch milliseconds of Go's time text; null for its zero time and for anything else. */
export function parseTime(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) || at <= 0 ? null : at;
}
