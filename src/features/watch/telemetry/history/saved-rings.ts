import { z } from "zod";
import { Rings, SLOTS } from "./rings.ts";
import { metricNames, SUBJECT_KINDS, subjectId } from "./subjects.ts";

const Base64 = z.base64();

/** The rings as text, for the time between a stop and the next start. */
const SavedRings = z.object({
  head: z.int().nonnegative(),
  rolledThrough: z.int(),
  times: Base64,
  series: z.array(
    z.object({
      subject: z.object({ kind: z.enum(SUBJECT_KINDS), node: z.string(), key: z.string(), name: z.string() }),
      lastSlot: z.int().nonnegative(),
      values: Base64,
    }),
  ),
});

export interface Restored {
  rings: Rings;
  rolledThrough: number;
}

export function saveRings(rings: Rings, rolledThrough: number): string {
  const series = [...rings.series.values()].map(({ subject, lastSlot, values }) => ({ subject, lastSlot, values: toBase64(values) }));
  return JSON.stringify({ head: rings.head, rolledThrough, times: toBase64(rings.times), series });
}

/** The rings of an earlier run; null when the text is not whole or of another form. */
export function restoreRings(text: string): Restored | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = SavedRings.safeParse(json);
  if (!parsed.success) return null;
  const { head, rolledThrough, times, series } = parsed.data;
  const rings = new Rings(head);
  const savedTimes = new Float64Array(bytesOf(times));
  if (savedTimes.length !== SLOTS) return null;
  rings.times.set(savedTimes);
  for (const { subject, lastSlot, values } of series) {
    const saved = new Float32Array(bytesOf(values));
    // A kind that measures something else by now starts anew.
    if (saved.length === metricNames(subject.kind).length * SLOTS)
      rings.series.set(subjectId(subject), { subject, lastSlot, values: saved });
  }
  return { rings, rolledThrough };
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** An own, aligned buffer, cut to whole numbers. */
function bytesOf(base64: string): ArrayBuffer {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  return bytes.buffer.slice(0, bytes.length - (bytes.length % 8));
}
