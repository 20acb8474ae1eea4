import { describe, expect, test } from "vitest";
import { readActs, type Act } from "../../bench/incidents/score/acts.ts";
import type { DockerEvent } from "../../bench/incidents/stage/docker-events.ts";

/** `10 kill web`, or `10 die web#2` for its second container. */
function told(...lines: string[]): DockerEvent[] {
  return lines.map((line) => {
    const [at = "", action = "", who = ""] = line.split(" ");
    const [container = "", number = "1"] = who.split("#");
    return { at: Number(at), action, containerId: `${container}-${number}`, caseId: "case", container, exitCode: null };
  });
}

const words = (acts: Act[]): string[] => acts.map(({ at, kind, container }) => `${at} ${kind} ${container}`);
const read = (events: DockerEvent[], policy = "no", own: Parameters<typeof readActs>[1] = []): string[] =>
  words(readActs(events, own, { web: policy }));

const restart = (from: number): string[] =>
  ["kill", "die", "stop", "start", "restart"].map((action, index) => `${from + index} ${action} web`);

describe("what a tool did, by Docker's events", () => {
  test("a restart is one act, though Docker tells it as five events", () => {
    expect(read(told("10 kill web", "11 die web", "12 stop web", "13 start web", "14 restart web"))).toEqual(["10 restart web"]);
  });

  test("a restart of what was dead already", () => {
    expect(read(told("10 die web", "13 start web", "14 restart web"))).toEqual(["13 restart web"]);
  });

  test("two restarts are two acts", () => {
    expect(read(told(...restart(10), ...restart(20)))).toEqual(["10 restart web", "20 restart web"]);
  });

  test("what Docker's policy starts again is nobody's act", () => {
    expect(read(told("10 die web", "11 start web", "20 die web", "22 start web"), "always")).toEqual([]);
  });

  test("without a policy somebody started it", () => {
    expect(read(told("10 die web", "11 start web"))).toEqual(["11 start web"]);
  });

  test("what somebody stopped is not started by Docker, whatever the policy", () => {
    const own = [{ container: "web", fromMs: 10, toMs: 12 }];
    expect(read(told("10 kill web", "11 die web", "12 stop web", "900 start web"), "always", own)).toEqual(["900 start web"]);
  });

  test("the runner's own deeds are left out, also when told a moment later", () => {
    const own = [{ container: "web", fromMs: 10, toMs: 20 }];
    expect(read(told("11 kill web", "12 die web", "150 stop web"), "no", own)).toEqual([]);
    expect(read(told("11 kill web", "12 die web", "900 start web"), "no", own)).toEqual(["900 start web"]);
  });

  test("a deed on another container excuses nothing", () => {
    expect(read(told("11 pause web"), "no", [{ container: "db", fromMs: 0, toMs: 50 }])).toEqual(["11 pause web"]);
  });

  test("making it anew is one act, with stop, rename and start around it", () => {
    const events = told("10 kill web", "11 die web", "12 stop web", "13 rename web", "14 create web#2", "15 start web#2", "90 destroy web");
    expect(read(events)).toEqual(["14 recreate web"]);
  });

  test("a stop is one act; a removal another", () => {
    expect(read(told("10 kill web", "11 die web", "12 stop web", "13 destroy web"))).toEqual(["12 stop web", "13 remove web"]);
  });

  test("health checks and commands in it are no acts", () => {
    expect(read(told("10 exec_create: sh web", "11 exec_start: sh web", "12 health_status: unhealthy web", "13 oom web"))).toEqual([]);
  });
});
