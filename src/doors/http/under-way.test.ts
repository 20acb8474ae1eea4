import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { UnderWay } from "./under-way.ts";

class Answer extends EventEmitter {
  writableFinished = false;
  destroyed = false;

  close(isFinished: boolean): void {
    this.writableFinished = isFinished;
    this.emit("close");
  }
}

describe("a request under way", () => {
  it("ends when its connection breaks off, and only then", () => {
    const underWay = new UnderWay(new AbortController().signal);
    const [whole, broken] = [new Answer(), new Answer()];
    const [first, second] = [underWay.begin(whole as never), underWay.begin(broken as never)];
    whole.close(true);
    broken.close(false);
    expect([first.signal.aborted, second.signal.aborted]).toEqual([false, true]);
  });

  it("ends when Hydra drains, unless it was answered before", () => {
    const stopping = new AbortController();
    const underWay = new UnderWay(stopping.signal);
    const answered = new Answer();
    const [before, open] = [underWay.begin(answered as never), underWay.begin(new Answer() as never)];
    answered.close(true);
    stopping.abort();
    expect([before.signal.aborted, open.signal.aborted]).toEqual([false, true]);
    expect(underWay.begin(new Answer() as never).signal.aborted).toBe(true);
  });

  it("whose caller has gone already does not begin", () => {
    const gone = new Answer();
    gone.destroyed = true;
    expect(new UnderWay(new AbortController().signal).begin(gone as never).signal.aborted).toBe(true);
  });
});
