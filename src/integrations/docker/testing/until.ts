import { setTimeout as sleep } from "node:timers/promises";

/** Wait for a condition; it decides, not the time. @throws Error naming what did not come within the limit */
export async function until<T>(what: string, condition: () => T | undefined | false | null, limitMs = 20_000): Promise<T> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 10) {
    const found = condition();
    if (found !== undefined && found !== false && found !== null) return found;
    await sleep(10);
  }
  throw new Error(`${what} did not come within ${limitMs} ms`);
}

export async function untilAsync(what: string, condition: () => Promise<boolean>, limitMs = 20_000): Promise<void> {
  for (const giveUpAt = Date.now() + limitMs; !(await condition()); await sleep(20))
    if (Date.now() > giveUpAt) throw new Error(`${what} did not come within ${limitMs} ms`);
}
