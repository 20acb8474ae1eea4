import { size } from "../parts/units.ts";
import { words } from "../text/now.ts";
import { extentOf, type Course } from "./courses.ts";

/** What a course is of, as a person calls it. */
export function nameOf({ kind, name }: Pick<Course, "kind" | "name">, cores: number | null): string {
  switch (kind) {
    case "cpu":
      return cores === null ? words.cpu : words.cpuOf(cores);
    case "memory":
      return words.memory;
    case "disk":
      return words.disk(name);
    case "gpu":
      return name;
    case "gpu-memory":
      return words.gpuMemory(name);
  }
}

export function amount(value: number, unit: Course["unit"]): string {
  return unit === "percent" ? `${Math.round(value)} %` : size(value);
}

/** What is used now: "20 %", "1.9 GiB / 23.5 GiB". */
export function nowOf({ now, full, unit }: Pick<Course, "now" | "full" | "unit">): string {
  if (now === null || full === null || full === 0) return words.notMeasured;
  return unit === "percent" ? amount(now, unit) : `${amount(now, unit)} / ${amount(full, unit)}`;
}

/** The picture of a course for who does not see it. */
export function courseInWords({ values, unit }: Pick<Course, "values" | "unit">, name: string, span: string): string {
  const extent = extentOf(values);
  if (extent === null) return words.courseUnknown(name, span);
  const said = words.course(name, span, amount(extent.lowest, unit), amount(extent.highest, unit));
  const percent = Math.round(extent.share * 100);
  return percent === 100 ? said : `${said}; ${words.partlyMeasured(percent)}`;
}
