import { describe, expect, it } from "vitest";
import { readBounded } from "./bounded-list.ts";

const BOUNDS = { maxItems: 3, silenceMs: 30, totalMs: 10_000 };

async function* items(count: number): AsyncGenerator<number> {
  for (let index = 0; index < count; index += 1) yield index;
}

/** Yields one item, then nothing until it is ended. */
function silentAfterOne(): { stream: AsyncIterable<number>; isEnded(): boolean } {
  let count = 0;
  let ended = false;
  const iterator: AsyncIterator<number> = {
    next: () => {
      count += 1;
      return count === 1 ? Promise.resolve({ done: false, value: 1 }) : new Promise(() => undefined);
    },
    return: () => {
      ended = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return { stream: { [Symbol.asyncIterator]: () => iterator }, isEnded: () => ended };
}

describe("a stream read as a bounded list", () => {
  it("is whole when the stream ends first", async () => {
    expect(await readBounded(items(2), BOUNDS)).toEqual({ items: [0, 1], endedBy: "end" });
  });

  it("stops at the number of items", async () => {
    expect(await readBounded(items(50), BOUNDS)).toEqual({ items: [0, 1, 2], endedBy: "items" });
  });

  it("stops at silence and ends the stream", async () => {
    const source = silentAfterOne();
    expect(await readBounded(source.stream, BOUNDS)).toEqual({ items: [1], endedBy: "silence" });
    expect(source.isEnded()).toBe(true);
  });

  it("stops when time is up, however much arrives", async () => {
    const endless = (async function* () {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        yield 0;
      }
    })();
    const { endedBy } = await readBounded(endless, { maxItems: 1_000_000, silenceMs: 60_000, totalMs: 40 });
    expect(endedBy).toBe("time");
  });

  it("throws what the stream throws", async () => {
    const broken = (async function* () {
      yield 1;
      throw new Error("the pipe broke");
    })();
    await expect(readBounded(broken, BOUNDS)).rejects.toThrow("the pipe broke");
  });
});
