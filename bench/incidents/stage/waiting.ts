import { setTimeout as sleep } from "node:timers/promises";

/** Wait for a condition. @returns false when it did not come in time */
export async function comes(isSo: () => boolean | Promise<boolean>, patienceMs: number, everyMs = 200): Promise<boolean> {
  for (const deadline = performance.now() + patienceMs; ;) {
    if (await isSo()) return true;
    if (performance.now() > deadline) return false;
    await sleep(everyMs);
  }
}
