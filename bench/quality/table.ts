import { availableParallelism, loadavg } from "node:os";
import type { Interval } from "./interval.ts";

/** One figure of a row: measured here, wanted, or published by somebody. */
export interface Figure {
  what: string;
  /** Null: it could not be measured here. */
  measured: Interval | number | null;
  /** What it should at least be; null for a figure to compare with. */
  atLeast?: number | null;
  /** Who published it, or how it came about. */
  source?: string;
}

export function printQuality(title: string, split: string, figures: readonly Figure[]): void {
  const [load] = loadavg();
  const where = `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, Node ${process.versions.node}, load ${(load ?? 0).toFixed(1)}`;
  const lines = [`${title}: ${where}`, `split: ${split}`, line("", "measured", "95 %", "at least", ""), ...figures.map(lineOf)];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function lineOf({ what, measured, atLeast = null, source = "" }: Figure): string {
  const value = typeof measured === "number" || measured === null ? measured : measured.value;
  const range = typeof measured === "number" || measured === null ? "" : `${measured.low.toFixed(3)}-${measured.high.toFixed(3)}`;
  const verdict = atLeast === null ? source : value === null ? "not measured" : value >= atLeast ? "reached" : "NOT REACHED";
  return line(what, value === null ? "-" : value.toFixed(3), range, atLeast === null ? "-" : atLeast.toFixed(3), verdict);
}

function line(what: string, measured: string, range: string, atLeast: string, verdict: string): string {
  return `${what.padEnd(60)} ${measured.padStart(9)} ${range.padStart(13)} ${atLeast.padStart(9)}  ${verdict}`.trimEnd();
}
