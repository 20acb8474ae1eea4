import { printable } from "./text.ts";

/** What stands where a value is not known: never a zero, never a blank that could mean one. */
export const UNKNOWN = "–";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 1536 → `1.5 KiB` */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${bytes < 0 ? "-" : ""}${value.toFixed(digits)} ${units[unit]}`;
}

/** 75 → `1 min 15 s`: the two largest parts. */
export function formatSeconds(seconds: number): string {
  const total = Math.abs(seconds);
  const sign = seconds < 0 ? "-" : "";
  if (total < 10 && !Number.isInteger(total)) return `${sign}${total.toFixed(1)} s`;
  if (total < MINUTE) return `${sign}${Math.round(total)} s`;
  if (total < HOUR) return `${sign}${pair(total, MINUTE, "min", 1, "s")}`;
  if (total < DAY) return `${sign}${pair(total, HOUR, "h", MINUTE, "min")}`;
  return `${sign}${pair(total, DAY, "d", HOUR, "h")}`;
}

function pair(total: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(total / large);
  const rest = Math.floor((total % large) / small);
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}

/** `3 min ago`, `in 2 h`; whatever is no time stays as it is. */
export function formatRelative(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return printable(iso);
  const seconds = Math.round((now - at) / 1_000);
  if (Math.abs(seconds) < 2) return "now";
  const size = Math.abs(seconds);
  const [value, unit] =
    size < MINUTE ? [size, "s"] : size < HOUR ? [size / MINUTE, "min"] : size < DAY ? [size / HOUR, "h"] : [size / DAY, "d"];
  const shown = `${Math.floor(value)} ${unit}`;
  return seconds < 0 ? `in ${shown}` : `${shown} ago`;
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const LONG_HEX = /^(sha256:)?[0-9a-f]{32,}$/;

/** Suffixes that name the unit of a number, and how each is shown. */
const NUMBERS: readonly [suffix: string, format: (value: number) => string][] = [
  ["Bytes", formatBytes],
  ["MiB", (value) => formatBytes(value * 1_048_576)],
  ["Percent", (value) => `${Number.isInteger(value) ? value : value.toFixed(1)} %`],
  ["Seconds", formatSeconds],
  ["Ms", (value) => (Math.abs(value) < 1_000 ? `${Math.round(value)} ms` : formatSeconds(value / 1_000))],
];

/** One plain value, by the name of its field: `usedBytes` in MiB, `latencyMs` in ms, `startedAt` as time. One line, safe to print. */
export function formatScalar(name: string, value: unknown, now: number, isBrief: boolean): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    const unit = NUMBERS.find(([suffix]) => name.endsWith(suffix));
    if (unit !== undefined) return unit[1](value);
    return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(3)));
  }
  const text = asText(value);
  if (ISO_TIME.test(text)) return isBrief ? formatRelative(text, now) : `${text} (${formatRelative(text, now)})`;
  if (isBrief && LONG_HEX.test(text)) return text.replace("sha256:", "").slice(0, 12);
  return printable(text);
}

/** A word as it is; anything else as JSON, which is never asked how it wants to be written. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? UNKNOWN);
}

/** `memoryUsedBytes` → `memory used`: the unit stands with the value. */
export function labelOf(name: string): string {
  const unit = NUMBERS.find(([suffix]) => name.endsWith(suffix) && name.length > suffix.length);
  const bare = unit === undefined ? name : name.slice(0, -unit[0].length);
  return printable(bare.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase());
}
