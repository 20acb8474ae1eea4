/** Runs a bench by its name: `npm run bench -- footprint --minutes 6`, or `./hydra dev bench -- footprint`. */
const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  flood: () => import("./flood.ts"),
  footprint: () => import("./footprint.ts"),
  healing: () => import("./healing.ts"),
  incidents: () => import("./incidents/run.ts"),
  latency: () => import("./latency.ts"),
  list: () => import("./list.ts"),
  logs: () => import("./logs.ts"),
  monitors: () => import("./monitors.ts"),
  optimization: () => import("./optimization.ts"),
  page: () => import("./page.ts"),
  quality: () => import("./quality/run.ts"),
  start: () => import("./start.ts"),
  telemetry: () => import("./telemetry.ts"),
};

const [name = ""] = process.argv.splice(2, 1);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`Which bench? ${Object.keys(BENCHES).join(", ")}. What each measures: bench/README.md\n`);
  process.exitCode = 2;
} else {
  await bench();
}
