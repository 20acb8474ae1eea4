import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failed, stranger, unwell, up, type ProbeResult } from "../probers/connection/result.ts";
import { httpQuestion, type Target } from "../target.ts";
import { judge, nextState, type Attempt, type Circumstances, type Outcome } from "./judge.ts";

const plain: Circumstances = { wasUp: false, hasCheck: false, isSilent: null };

function attempt(result: ProbeResult, target: Partial<Target> = {}): Attempt {
  const asked: Target = {
    ask: httpQuestion(),
    host: "172.17.0.2",
    port: 80,
    containerPort: 80,
    via: "container",
    source: "port",
    isPromised: false,
  };
  return { target: { ...asked, ...target }, result };
}

const refused = failed("refused");

describe("a look", () => {
  test("one answer among failures is up", () => {
    expect(judge([attempt(refused, { isPromised: true }), attempt(up(3, "it answers"))], plain).outcome).toBe("up");
  });
  test("an error of its own is not outvoted by a later answer", () => {
    expect(judge([attempt(unwell(3, "503")), attempt(up(3, "it answers"))], plain).outcome).toBe("down");
  });
  test("silence where somebody counts on it is down", () => {
    expect(judge([attempt(refused, { isPromised: true })], plain).outcome).toBe("down");
  });
  test("silence where it was only guessed is unknown", () => {
    expect(judge([attempt(refused)], plain).outcome).toBe("unknown");
  });
  test("silence where it answered before is down, also when nobody can be reached any more", () => {
    expect(judge([attempt(refused)], { ...plain, wasUp: true }).outcome).toBe("down");
    expect(judge([attempt(failed("unreachable"))], { ...plain, wasUp: true }).outcome).toBe("down");
  });
  test("a place that cannot be reached from here says nothing", () => {
    expect(judge([attempt(failed("unreachable"), { isPromised: true })], plain).outcome).toBe("unknown");
  });
  test("a container with a check in which nothing listens is down", () => {
    const look = judge([attempt(refused)], { ...plain, hasCheck: true, isSilent: true });
    expect(look).toMatchObject({ outcome: "down", detail: "it runs, and nothing in it waits for a connection" });
  });
  test("an empty published port on loopback is no evidence: Hydra may be in a container itself", () => {
    const place = { host: "127.0.0.1", via: "published", isPromised: true } as const;
    expect(judge([attempt(refused, place)], plain).outcome).toBe("unknown");
    expect(judge([attempt(failed("closed"), place)], plain).outcome).toBe("down");
    expect(judge([attempt(refused, { ...place, host: "10.0.0.5" })], plain).outcome).toBe("down");
  });
  test("a stranger at a promised port is down", () => {
    expect(judge([attempt(stranger(2, "not HTTP"), { isPromised: true })], plain).outcome).toBe("down");
  });
  test("without anything to ask it is unknown", () => {
    expect(judge([], plain).outcome).toBe("unknown");
    expect(judge([], { ...plain, wasUp: true }).outcome).toBe("unknown");
  });
});

describe("the state", () => {
  const patience = { failuresToDown: 2, window: 3 };
  test.each<[Outcome, Outcome[], Outcome]>([
    ["up", ["up", "down"], "up"],
    ["up", ["down", "down"], "down"],
    ["up", ["down", "up", "down"], "down"],
    ["up", ["down", "down", "up"], "up"],
    ["down", ["down", "up"], "up"],
    ["down", ["down", "unknown"], "down"],
    ["down", ["unknown", "unknown"], "unknown"],
    ["unknown", ["down"], "unknown"],
    ["unknown", ["up"], "up"],
  ])("%s after %j is %s", (current, recent, expected) => {
    expect(nextState(current, recent, patience)).toBe(expected);
  });
  const outcome = fc.constantFrom<Outcome>("up", "down", "unknown");
  test("it is always the present one or what the newest look said", () => {
    fc.assert(
      fc.property(outcome, fc.array(outcome, { minLength: 1 }), fc.integer({ min: 1, max: 5 }), (current, recent, failuresToDown) => {
        expect([current, recent.at(-1)]).toContain(nextState(current, recent, { failuresToDown, window: 3 }));
      }),
    );
  });
});
