/**
 * How good the thinking is, on public data: `npm run bench -- quality ROW --data FOLDER`, FOLDER being where the data of
 * that row lies (bench/quality/README.md says which). Each row prints its metric with a confidence interval, the split it
 * was taken on, and the published figures beside it.
 */
const ROWS: Readonly<Record<string, () => Promise<unknown>>> = {
  gateway: () => import("./gateway.ts"),
  classify: () => import("./classify.ts"),
  templates: () => import("./templates.ts"),
  "root-cause": () => import("./root-cause.ts"),
  scifact: () => import("./scifact.ts"),
  locomo: () => import("./locomo.ts"),
  "search-speed": () => import("./search-speed.ts"),
  "train-prompts": () => import("./train-prompts.ts"),
  "task-type": () => import("./task-type.ts"),
  "routing-online": () => import("./routing-online.ts"),
  "routing-speed": () => import("./routing-speed.ts"),
  routing: () => import("./routing.ts"),
  preferences: () => import("./preferences.ts"),
  alpaca: () => import("./alpaca.ts"),
};

const [row = ""] = process.argv.splice(2, 1);
const measure = Object.hasOwn(ROWS, row) ? ROWS[row] : undefined;
if (measure === undefined) {
  process.stderr.write(`Which row? ${Object.keys(ROWS).join(", ")}. What each measures: bench/quality/README.md\n`);
  process.exitCode = 2;
} else {
  await measure();
}
