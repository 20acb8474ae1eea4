import { expect, test } from "vitest";
import { rankSuspects } from "../../diagnosis/root-cause/rank.ts";
import { symptomsOf, type Measurements } from "./symptoms.ts";

const START = Date.UTC(2026, 0, 1);
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();
const seconds = (minute: number): number => (START + minute * 60_000) / 1_000;

function wrote(key: string, ...errors: number[]): Measurements["errors"][number] {
  const minutes = errors.map((count, minute) => ({ at: at(minute), errors: count, fresh: 0 })).toReversed();
  return { container: key, node: "home", project: null, key, usualPerMinute: 0, minutes, run: null, line: null };
}
function used(key: string, ...values: (number | null)[]): Measurements["history"]["series"][number] {
  return { kind: "container", node: "home", key, name: key, metric: "memoryBytes", unit: "bytes", averages: values, maxima: values };
}
const link = (from: string, to: string) => ({ from, to, because: "connection", since: null }) as unknown as Measurements["links"][number];

const LINKS = [link("web", "api"), link("api", "db"), link("other", "db"), link("lonely", "disk")];
const history = (...series: Measurements["history"]["series"]): Measurements["history"] => ({ start: at(0), stepSeconds: 60, series });

test("what misbehaves and all that it needs is looked at, the trouble where least depends on it", () => {
  const symptoms = symptomsOf(
    { keys: ["db", "web", "api"], time: seconds(4) },
    {
      links: LINKS,
      history: history(used("db", 1e8, 1e8, 1e8, 1e8, 9e8, 9e8), used("lonely", 1, 1, 1, 1, 99, 99)),
      errors: [
        wrote("web", 0, 0, 0, 0, 40, 40),
        wrote("api", 1, 0, 1, 0, 41, 41),
        wrote("db", 0, 0, 0, 0, 60, 60),
        wrote("lonely", 0, 0, 0, 0, 500, 500),
      ],
    },
  );
  expect(symptoms).toMatchObject({
    target: { node: "web", metric: "error_lines" },
    edges: [
      ["web", "api"],
      ["api", "db"],
    ],
  });
  expect([...new Set(symptoms?.series.map(({ node }) => node))].toSorted()).toEqual(["api", "db", "web"]);
  if (symptoms === null) throw new Error("there are symptoms");
  expect(rankSuspects(symptoms)[0]).toMatchObject({ node: "db", why: expect.stringContaining("memoryBytes") });
});

test("nothing is said where nothing was measured by then", () => {
  const late = { links: LINKS, history: history(used("web", null, null, null)), errors: [] };
  expect(symptomsOf({ keys: ["db", "web"], time: seconds(1) }, late)).toBeNull();
  expect(symptomsOf({ keys: ["db", "web"], time: seconds(-60) }, { ...late, errors: [wrote("web", 1, 2)] })).toBeNull();
});
