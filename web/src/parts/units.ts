/** Bytes as people read them: "3.2 GiB". */
export function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A time of today as a clock says it, another one with its day. */
export function moment(iso: string): string {
  const time = new Date(iso);
  return time.toDateString() === new Date().toDateString()
    ? clockTime(time)
    : time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

export function clockTime(time: Date): string {
  return time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
