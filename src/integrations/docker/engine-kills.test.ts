import { describe, expect, test } from "vitest";
import { EngineKills } from "./engine-kills.ts";
import type { ContainerEvent } from "./facts.ts";

const event = (action: ContainerEvent["action"], at: number, containerId = "a"): ContainerEvent => ({
  at,
  action,
  containerId,
  name: containerId,
  exitCode: null,
  signal: action === "kill" ? 15 : null,
  health: null,
});

describe("a kill that nobody asked for", () => {
  test("is one of an engine that takes no calls any more, and so is every later one", async () => {
    const answers = [true, false];
    const kills = new EngineKills({ awayUntil: null, takesCalls: async () => answers.shift() ?? true });
    expect(await kills.isByEngine(event("kill", 1))).toBe(false);
    expect(await kills.isByEngine(event("kill", 2))).toBe(true);
    expect(await kills.isByEngine(event("kill", 3, "b"))).toBe(true);
  });

  test("is one of an engine that was away, unless the container was started since", async () => {
    const kills = new EngineKills({ awayUntil: 100, takesCalls: async () => true });
    expect(await kills.isByEngine(event("kill", 10))).toBe(true);
    await kills.isByEngine(event("start", 20));
    expect(await kills.isByEngine(event("kill", 30))).toBe(false);
    expect(await kills.isByEngine(event("kill", 100, "b"))).toBe(false);
  });

  test("no other event asks the engine anything", async () => {
    const kills = new EngineKills({
      awayUntil: null,
      takesCalls: () => {
        throw new Error("asked");
      },
    });
    for (const action of ["create", "start", "die", "stop", "health_status"] as const)
      expect(await kills.isByEngine(event(action, 1))).toBe(false);
  });
});
