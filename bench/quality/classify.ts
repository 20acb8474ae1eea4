import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { classify } from "../../src/features/care/diagnosis/classify.ts";
import { groupOf, type Category } from "../../src/features/care/diagnosis/categories.ts";
import { calibrationErrorOf, reliabilityOf, type Answer } from "./classify/reliability.ts";
import { readTuned, readUnfitted } from "./classify/excerpts.ts";
import { inOrdinary, UNFITTED } from "./classify/ordinary.ts";
import { bootstrap, foldsOf, meanOf, randomOf, type Interval } from "./interval.ts";
import { printQuality } from "./table.ts";

/**
 * How often a diagnosis is right on excerpts whose answer is known: `npm run bench -- quality classify [--data FOLDER]`. FOLDER
 * holds `excerpts.jsonl`, one `{id, service, label, accept, text}` a line; without it only the excerpts of this repository are
 * measured. `--misses` names what was wrong of FOLDER; `--fit` prints the weights that fit the excerpts tuned on.
 */

interface Excerpt {
  id: string;
  label: string;
  /** Labels that count as right. */
  accept: readonly string[];
  text: string;
}

const TARGET = 0.95;
const FOLDS = 5;
const NOISE_SEED = 11;

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    misses: { type: "boolean", default: false },
    fit: { type: "boolean", default: false },
  },
});
if (values.fit) await printFit();
else await measure();

async function measure(): Promise<void> {
  const seen = values.data === undefined ? [] : await readSeen(values.data);
  const tuned = answersTo(readTuned().map((excerpt, index) => ({ id: `${index}`, label: excerpt.accept[0] as string, ...excerpt })));
  const unfitted = answersTo(readUnfitted().map((excerpt, index) => ({ id: `${index}`, label: excerpt.accept[0] as string, ...excerpt })));
  const random = randomOf(NOISE_SEED);
  const noisy = readUnfitted().map(({ text, accept }) => ({ text: inOrdinary(text, UNFITTED, random), accept }));
  const inNoise = answersTo(noisy.map((excerpt, index) => ({ id: `${index}`, label: excerpt.accept[0] as string, ...excerpt })));
  const ofOthers = answersTo(seen);
  if (values.misses) for (const answer of ofOthers.filter(({ isRight }) => !isRight)) process.stdout.write(`${describe(answer)}\n`);
  printQuality("Diagnosis of log excerpts", "public excerpts: seen; of this repository: two thirds tuned on, a third held back", [
    ...(seen.length === 0
      ? []
      : [
          { what: `public excerpts, seen: accuracy, lenient`, measured: accuracyOf(ofOthers), atLeast: TARGET },
          { what: "  strict", measured: bootstrap(ofOthers, (some) => meanOf(some.map(({ isStrict }) => Number(isStrict)))) },
          { what: "  macro-F1 of its labels, strict", measured: bootstrap(ofOthers, macroF1) },
          { what: `  lowest of ${FOLDS} folds`, measured: Math.min(...foldsOf(ofOthers, FOLDS).map((fold) => accuracyOf(fold).value)) },
        ]),
    { what: "held back: accuracy, lenient", measured: accuracyOf(unfitted), atLeast: TARGET },
    { what: "  among up to 25 ordinary lines, held back as well", measured: accuracyOf(inNoise) },
    { what: "  of the right group", measured: bootstrap(unfitted, (some) => meanOf(some.map(({ isGroup }) => Number(isGroup)))) },
    { what: "tuned on: accuracy, lenient", measured: accuracyOf(tuned) },
    { what: "18 regular expressions, written after reading the items", measured: 0.908, source: "README of the public excerpts, lenient" },
    { what: "expected calibration error, held back, ten bins", measured: calibrationErrorOf(unfitted) },
  ]);
  process.stdout.write(`reliability, held back\n${reliabilityOf(unfitted)}\n`);
}

async function readSeen(folder: string): Promise<Excerpt[]> {
  const lines = (await readFile(join(folder, "excerpts.jsonl"), "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Excerpt);
}

interface Judged extends Answer {
  id: string;
  label: string;
  said: Category;
  accept: readonly string[];
  isStrict: boolean;
  isGroup: boolean;
}

function answersTo(excerpts: readonly Excerpt[]): Judged[] {
  return excerpts.map(({ id, label, accept, text }) => {
    const { category, confidence } = classify([text]);
    return {
      id,
      label,
      accept,
      said: category,
      confidence,
      isRight: accept.includes(category),
      isStrict: category === label,
      isGroup: accept.some((each) => groupOf(each) === groupOf(category)),
    };
  });
}

function accuracyOf(answers: readonly Judged[]): Interval {
  return bootstrap(answers, (some) => meanOf(some.map(({ isRight }) => Number(isRight))));
}

function macroF1(answers: readonly Judged[]): number {
  const labels = [...new Set(answers.map(({ label }) => label))];
  return meanOf(
    labels.map((label) => {
      const hits = answers.filter((answer) => answer.label === label && answer.said === label).length;
      const said = answers.filter((answer) => answer.said === label).length;
      const real = answers.filter((answer) => answer.label === label).length;
      return (2 * hits) / (said + real);
    }),
  );
}

function describe({ id, said, confidence, accept }: Judged): string {
  return `${id}: said ${said} (${confidence}), is ${accept.join(" or ")}`;
}

async function printFit(): Promise<void> {
  const { fitWeights } = await import("./classify/fit.ts");
  const weights = fitWeights(readTuned());
  const rounded = JSON.stringify(
    weights,
    (_key, value: unknown) => (typeof value === "number" ? Math.round(1_000 * value) / 1_000 : value),
    2,
  );
  process.stdout.write(`${rounded}\n`);
}
