import { availableParallelism, cpus, loadavg } from "node:os";

/** One measurement: what, beside what it should be, and how it came out. */
export interface Row {
  what: string;
  measured: number | null;
  unit: string;
  /** The most that is allowed; null for a figure to compare with. */
  atMost: number | null;
}

export function verdictOf({ measured, atMost }: Row): string {
  if (atMost === null) return "";
  if (measured === null) return "not measured";
  return measured <= atMost ? "held" : "NOT HELD";
}

function figure(value: number | null): string {
  return value === null ? "-" : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function line(what: string, target: string, measured: string, unit: string, verdict: string): string {
  return `${what.padEnd(64)} ${target.padStart(9)} ${measured.padStart(9)} ${unit.padEnd(14)} ${verdict}`.trimEnd();
}

/** Print what was measured, where and when. */
export function printTable(title: string, rows: readonly Row[]): void {
  const [load] = loadavg();
  const lines = [
    `${title}: ${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.versions.node}, load ${(load ?? 0).toFixed(1)}`,
    line("", "at most", "measured", "", ""),
    ...rows.map((row) => line(row.what, figure(row.atMost), figure(row.measured), row.unit, verdictOf(row))),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** @param share 0..1 */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function median(values: readonly number[]): number | null {
  return percentile(values, 0.5);
}
