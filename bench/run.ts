/** Runs a bench by its name: `npm run bench -- footprint --minutes 6`, or `./hydra dev bench -- footprint`. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

const [name] = process.argv.splice(2, 1);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== basename(import.meta.filename))
  .map((file) => file.slice(0, -".ts".length));

if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Which bench? ${names.join(", ")}. What each measures: bench/README.md\n`);
  process.exitCode = 2;
} else {
  await import(join(import.meta.dirname, `${name}.ts`));
}
