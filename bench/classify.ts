import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { classify } from "../src/features/care/diagnosis/classify.ts";

/** How often a diagnosis is right on excerpts whose answer is known: `npm run bench -- classify --data FOLDER`. */

interface Excerpt {
  id: string;
  service: string;
  label: string;
  /** Labels that count as right. */
  accept: string[];
  text: string;
}

const { values } = parseArgs({ options: { data: { type: "string" }, misses: { type: "boolean", default: false } } });
if (values.data === undefined) {
  process.stderr.write(
    "Where are the excerpts? --data FOLDER, with excerpts.jsonl in it: one {id, service, label, accept, text} a line.\n",
  );
  process.exitCode = 2;
} else {
  const lines = (await readFile(join(values.data, "excerpts.jsonl"), "utf8")).split("\n").filter((line) => line !== "");
  report(lines.map((line) => JSON.parse(line) as Excerpt));
}

function report(excerpts: readonly Excerpt[]): void {
  const startedAt = performance.now();
  const answers = excerpts.map((excerpt) => ({ excerpt, said: classify(excerpt.text.split("\n")) }));
  const ms = performance.now() - startedAt;
  const strict = answers.filter(({ excerpt, said }) => said.category === excerpt.label).length;
  const lenient = answers.filter(({ excerpt, said }) => excerpt.accept.includes(said.category));
  const unknown = answers.filter(({ said }) => said.category === "unknown").length;
  const meanConfidence = answers.reduce((total, { said }) => total + said.confidence, 0) / answers.length;
  const share = (count: number): string => (count / excerpts.length).toFixed(3);
  if (values.misses) {
    for (const { excerpt, said } of answers) {
      if (excerpt.accept.includes(said.category)) continue;
      process.stdout.write(
        `${excerpt.id} ${excerpt.service}: said ${said.category} (${said.confidence}), is ${excerpt.accept.join(" or ")}\n`,
      );
    }
  }
  process.stdout.write(
    `${excerpts.length} excerpts: strict ${share(strict)}, lenient ${share(lenient.length)}, macro-F1 ${macroF1(answers).toFixed(3)}, ` +
      `unknown ${unknown}, mean confidence ${meanConfidence.toFixed(3)}, ${(ms / excerpts.length).toFixed(2)} ms each\n`,
  );
}

function macroF1(answers: readonly { excerpt: Excerpt; said: { category: string } }[]): number {
  const labels = [...new Set(answers.map(({ excerpt }) => excerpt.label))];
  const scores = labels.map((label) => {
    const hits = answers.filter(({ excerpt, said }) => excerpt.label === label && said.category === label).length;
    const said = answers.filter((answer) => answer.said.category === label).length;
    const real = answers.filter(({ excerpt }) => excerpt.label === label).length;
    return said + real === 0 ? 0 : (2 * hits) / (said + real);
  });
  return scores.reduce((total, score) => total + score, 0) / scores.length;
}
