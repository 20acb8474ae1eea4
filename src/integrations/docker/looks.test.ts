import { describe, expect, it } from "vitest";
import type { ContainerEvent } from "./facts.ts";
import { Looks } from "./looks.ts";

const event = (at: number): ContainerEvent => ({
  at,
  containerId: "a",
  name: "a",
  action: "kill",
  exitCode: null,
  signal: null,
  health: null,
});

function begin(parallel = 8) {
  const started: { id: string; at: number | null; end: () => void; fail: (error: Error) => void }[] = [];
  const ending = new AbortController();
  const looks = new Looks(
    (id, event) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      started.push({ id, at: event?.at ?? null, end: resolve, fail: reject });
      return promise;
    },
    { parallel, restMs: 60_000, signal: ending.signal },
  );
  return { looks, started, ending };
}

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("looks", () => {
  it("answer a burst by a first look at once and one more after a rest, with the last event", async () => {
    const { looks, started } = begin();
    const first = looks.request("a", event(1));
    const burst = [looks.request("a", event(2)), looks.request("a", event(3)), looks.request("a", null)];
    expect(started.map(({ at }) => at)).toEqual([1]);
    started[0]?.end();
    await first;
    await settle();
    expect(started).toHaveLength(1);
    const asked = looks.request("a", null, true);
    await settle();
    expect(started.map(({ at }) => at)).toEqual([1, 3]);
    started[1]?.end();
    await Promise.all([...burst, asked]);
  });

  it("never resolve by a look that began before the question", async () => {
    const { looks, started } = begin();
    const early = looks.request("a", null, true);
    let isDone = false;
    const late = looks.request("a", null, true).then(() => (isDone = true));
    started[0]?.end();
    await early;
    await settle();
    expect(isDone).toBe(false);
    started[1]?.end();
    expect(await late).toBe(true);
  });

  it("are few at once, and a failure takes nobody along", async () => {
    const { looks, started } = begin(2);
    const all = ["a", "b", "c"].map((id) => looks.request(id, null));
    expect(started.map(({ id }) => id)).toEqual(["a", "b"]);
    started[0]?.fail(new Error("gone wrong"));
    await expect(all[0]).rejects.toThrow("gone wrong");
    await settle();
    expect(started.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    started[1]?.end();
    started[2]?.end();
    expect(await Promise.allSettled(all)).toMatchObject([{ status: "rejected" }, { status: "fulfilled" }, { status: "fulfilled" }]);
  });

  it("end with their connection", async () => {
    const { looks, started, ending } = begin(1);
    const first = looks.request("a", null);
    const waiting = looks.request("b", null);
    ending.abort(new Error("the connection was lost"));
    started[0]?.end();
    await first;
    await expect(waiting).rejects.toThrow("the connection was lost");
    await expect(looks.request("c", null)).rejects.toThrow("the connection was lost");
  });
});
