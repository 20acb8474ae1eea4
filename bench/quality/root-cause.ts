import { parseArgs } from "node:util";
import { rankSuspects } from "../../src/features/care/diagnosis/root-cause/rank.ts";
import { bootstrap, meanOf } from "./interval.ts";
import { injectIssues } from "./root-cause/inject.ts";
import { readScenarios, type Issue, type Scenario } from "./root-cause/petshop.ts";
import { printQuality, type Figure } from "./table.ts";

/**
 * How often the component that was broken on purpose is the first, or among the first three, of the ranking:
 * `npm run bench -- quality root-cause --data FOLDER`, FOLDER holding one folder for each scenario of PetShop.
 */

const TARGETS = { 1: 0.5, 3: 0.85 } as const;
const PLACES = [1, 3] as const;
const INJECTED = 400;
const PUBLISHED: Figure[] = [
  { what: "elevated with no elevated callee (z >= 3), 68 issues, top-1", measured: 0.265, source: "a third party, data's README" },
  { what: "the same, top-3", measured: 0.471, source: "a third party, data's README" },
  ...(
    [
      ["low traffic test, top-1", 0.444],
      ["low traffic test, top-3", 0.944],
      ["high traffic test, top-1", 0.222],
      ["high traffic test, top-3", 0.556],
    ] as const
  ).map(([what, measured]) => ({ what: `the same idea, ${what}`, measured, source: "data's README" })),
];

const { values } = parseArgs({ options: { data: { type: "string" } } });
if (values.data === undefined) {
  process.stderr.write("Where are the scenarios? --data FOLDER, with one folder for each in it.\n");
  process.exitCode = 2;
} else {
  const scenarios = await readScenarios(values.data);
  const figures: Figure[] = scenarios.flatMap((scenario) => figuresOf(scenario.name, placesOf(scenario, scenario.issues), false));
  const all = scenarios.flatMap((scenario) => placesOf(scenario, scenario.issues));
  const without = scenarios.flatMap((scenario) => placesOf({ ...scenario, normal: undefined }, scenario.issues));
  printQuality("root-cause", `${all.length} issues of ${scenarios.length} scenarios, nothing fitted to them`, [
    ...figures,
    ...figuresOf("all scenarios", all, true),
    ...figuresOf("all scenarios, without normal operation", without, false),
    ...scenarios.filter(({ normal }) => normal !== undefined).flatMap(injectedFigures),
    ...PUBLISHED,
  ]);
}

/** The place of the true cause in each issue's ranking, from 1. */
function placesOf({ edges, normal }: Scenario, issues: readonly Issue[]): number[] {
  return issues.map(({ series, target, rootCause }) => {
    const place = rankSuspects({ edges, series, normal, target }).findIndex(({ node }) => node === rootCause);
    return place === -1 ? Number.POSITIVE_INFINITY : place + 1;
  });
}

function figuresOf(what: string, places: readonly number[], isWanted: boolean): Figure[] {
  return PLACES.map((most) => ({
    what: `${what}: top-${most}`,
    measured: bootstrap(places, (drawn) => meanOf(drawn.map((place) => Number(place <= most)))),
    atLeast: isWanted ? TARGETS[most] : null,
  }));
}

function injectedFigures(scenario: Scenario): Figure[] {
  const target = scenario.issues[0]?.target.node;
  return target === undefined
    ? []
    : figuresOf(
        `${scenario.name}, set into normal operation anywhere`,
        placesOf(scenario, injectIssues(scenario, target, INJECTED)),
        false,
      );
}
