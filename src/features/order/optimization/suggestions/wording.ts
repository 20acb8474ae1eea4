import { DAY_MS, HOUR_MS } from "./assessment.ts";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)));
  return `${numberText(bytes / 1_024 ** power)} ${UNITS[power]}`;
}

/** Three digits at most, without zeros that say nothing. */
export function numberText(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)));
}

export function percentText(share: number): string {
  return `${numberText(share * 100)} %`;
}

export function spanText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (ms < 1.5 * HOUR_MS) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return ms < 2 * DAY_MS ? `${numberText(ms / HOUR_MS)} hours` : `${numberText(ms / DAY_MS)} days`;
}

export function timesText(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
