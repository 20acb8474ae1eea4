// The container's health check: exit code 0 when Hydra answers and does not call itself unhealthy.
import { readFileSync } from "node:fs";
import { join } from "node:path";

try {
  // Which port it is, Hydra notes where its own command line looks too.
  const { controlPort } = JSON.parse(readFileSync(join(process.env.HYDRA_HOME, "run.json"), "utf8"));
  const answer = await fetch(`http://127.0.0.1:${controlPort}/health`, { signal: AbortSignal.timeout(4_000) });
  const { status } = await answer.json();
  console.log(status);
  process.exitCode = status === "unhealthy" ? 1 : 0;
} catch (error) {
  console.log(`no answer: ${error.message}`);
  process.exitCode = 1;
}
