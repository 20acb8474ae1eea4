/**
 * Loaded into Hydra by NODE_OPTIONS=--import: how long its main thread was held up. With SIGUSR2 counting begins anew,
 * and what was counted before is written to HYDRA_BENCH_DELAYS.
 */
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const RESOLUTION_MS = 1;

/** A sleep of one resolution that took longer by so much. */
const heldUpMs = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);

const file = process.env.HYDRA_BENCH_DELAYS;
// The launcher asks Node small questions first, and Hydra has threads: neither is meant.
if (isMainThread && file !== undefined && process.argv[2] === "up") {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on("SIGUSR2", () => {
    writeFileSync(
      file,
      JSON.stringify({ p50: heldUpMs(delay.percentile(50)), p99: heldUpMs(delay.percentile(99)), max: heldUpMs(delay.max) }),
    );
    delay.reset();
  });
}
