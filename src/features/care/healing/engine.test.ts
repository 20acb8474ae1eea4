import { rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { askEngine } from "../../../../tests/peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../../../../tests/peers/peers.ts";
import { docker } from "../../../integrations/docker/index.ts";
import { machine } from "../../../integrations/machine/index.ts";
import { prometheus } from "../../../integrations/prometheus/index.ts";
import { systemClock } from "../../../kernel/clock.ts";
import type { Integration } from "../../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { approvals } from "../../self/approvals/index.ts";
import { grants } from "../../self/grants/index.ts";
import { notifications } from "../../self/notifications/index.ts";
import { changes } from "../../watch/changes/index.ts";
import { containers } from "../../watch/containers/index.ts";
import { dependencies } from "../../watch/dependencies/index.ts";
import { inventory } from "../../watch/inventory/index.ts";
import { logs } from "../../watch/logs/index.ts";
import { monitors } from "../../watch/monitors/index.ts";
import { telemetry } from "../../watch/telemetry/index.ts";
import { verdicts } from "../../watch/verdicts/index.ts";
import { diagnosis } from "../diagnosis/index.ts";
import { incidents } from "../incidents/index.ts";
import { healing } from "./index.ts";

const address = peer("docker");
const socket = (address ?? "").replace("unix://", "");
const prefix = `hydra-healing-${process.pid}`;
const WAIT = { timeout: 60_000, interval: 50 };
const ABSENT = [machine, prometheus].map((known) => ({ ...known, connect: () => Promise.resolve(null) }) as unknown as Integration);
const FEATURES = [
  approvals,
  grants,
  notifications,
  inventory,
  containers,
  dependencies,
  telemetry,
  logs,
  monitors,
  verdicts,
  changes,
  diagnosis,
  incidents,
  healing,
];
/** Well until the file is there; a restart takes it away. */
const SICK_BY_FILE = "rm -f /fault; trap 'exit 0' TERM; while true; do sleep 0.1; done";

interface ListedIncident {
  id: string;
  state: string;
  healedBy: string | null;
  subject: { name: string };
}
interface ShownAttempt {
  level: string;
  outcome: string;
  remedy: string;
  startedAt: string;
}

const exec = async (name: string, ...command: string[]): Promise<void> => {
  const { body } = await askEngine(socket, "POST", `/containers/${name}/exec`, { Cmd: command });
  await askEngine(socket, "POST", `/exec/${(JSON.parse(body) as { Id: string }).Id}/start`, { Detach: true });
};

const stateOf = async (name: string): Promise<{ StartedAt: string; Running: boolean; Health?: { Status: string } }> =>
  (JSON.parse((await askEngine(socket, "GET", `/containers/${name}/json`)).body) as { State: { StartedAt: string; Running: boolean } })
    .State;

/** One Hydra on the real engine. What else is there is left alone: grants are for single containers. */
describe.skipIf(address === null)(`healing on the real engine with ${BUSYBOX_IMAGE}`, () => {
  const home = mkdtempSync(join(tmpdir(), "hydra-healing-"));
  const made: string[] = [];
  let hydra: TestKernel;

  const ask = (operation: string, input: object = {}): Promise<unknown> => hydra.kernel.callAsOwner(operation, input);
  const run = async (
    name: string,
    script: string,
    more: { check?: string; labels?: object; restart?: string; ports?: object } = {},
  ): Promise<string> => {
    const full = `${prefix}-${name}`;
    const { status, body } = await askEngine(socket, "POST", `/containers/create?name=${full}`, {
      Image: BUSYBOX_IMAGE,
      Cmd: ["sh", "-c", script],
      Labels: { "hydra.test": "healing", ...more.labels },
      StopTimeout: 2,
      ExposedPorts: more.ports ?? {},
      HostConfig: { Init: true, RestartPolicy: { Name: more.restart ?? "no" } },
      ...(more.check === undefined
        ? {}
        : { Healthcheck: { Test: ["CMD-SHELL", more.check], Interval: 1_000_000_000, Timeout: 1_000_000_000, Retries: 2 } }),
    });
    expect([status, body]).toEqual([201, expect.any(String)]);
    made.push(full);
    await askEngine(socket, "POST", `/containers/${full}/start`);
    return full;
  };
  const allow = (name: string, level: string): Promise<unknown> =>
    ask("grants.put", { operation: "containers.restart", scope: { kind: "one", name }, level, grantee: "hydra:healing" });
  const verdictOf = async (name: string): Promise<string | undefined> =>
    ((await ask("verdicts.list")) as { verdicts: { name: string; verdict: string }[] }).verdicts.find((each) => each.name === name)
      ?.verdict;
  const incidentOf = async (name: string): Promise<ListedIncident | undefined> =>
    ((await ask("incidents.list", { limit: 1_000 })) as { incidents: ListedIncident[] }).incidents.find(
      ({ subject }) => subject.name === name,
    );
  const attemptsOn = async (name: string): Promise<ShownAttempt[]> => {
    const incident = await incidentOf(name);
    return incident === undefined ? [] : ((await ask("incidents.show", { id: incident.id })) as { attempts: ShownAttempt[] }).attempts;
  };
  const isWell = async (name: string): Promise<boolean> => (await verdictOf(name)) === "well";

  beforeAll(async () => {
    hydra = await openTestKernel({
      features: FEATURES,
      integrations: [docker as unknown as Integration, ...ABSENT],
      settings: { docker: { hosts: [{ address: address ?? "", name: "home" }] } },
      clock: systemClock,
      home,
    });
    await vi.waitUntil(async () => ((await ask("verdicts.list")) as { firstSightAt: string | null }).firstSightAt !== null, WAIT);
  }, 90_000);
  afterAll(async () => {
    await hydra?.end();
    for (const name of made) await askEngine(socket, "DELETE", `/containers/${name}?force=1`);
    rmSync(home, { recursive: true, force: true });
  }, 60_000);

  test("what was allowed is restarted when its check fails, and proven", async () => {
    const names = await Promise.all(["one", "two", "three"].map((name) => run(name, SICK_BY_FILE, { check: "test ! -e /fault" })));
    for (const name of names) await allow(name, "act");
    for (const name of names) await vi.waitUntil(() => isWell(name), WAIT);
    for (const name of names) await exec(name, "touch", "/fault");
    for (const name of names) {
      await vi.waitFor(async () => expect(await attemptsOn(name)).toMatchObject([{ level: "acted", outcome: "proven" }]), WAIT);
      await vi.waitFor(async () => expect(await incidentOf(name)).toMatchObject({ state: "resolved", healedBy: "hydra" }), WAIT);
    }
    // Side by side: the last was begun before the first was proven.
    const starts = (await Promise.all(names.map(attemptsOn))).map(([attempt]) => Date.parse(attempt?.startedAt ?? ""));
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(10_000);
  }, 120_000);

  test("what crashed is brought back; what a person stopped is left alone", async () => {
    const crashing = "rm -f /fault; while [ ! -e /fault ]; do sleep 0.1; done; exit 3";
    const crash = await run("crash", crashing, { check: "true" });
    const stopped = await run("stopped", SICK_BY_FILE, { check: "true" });
    await allow(crash, "act");
    await allow(stopped, "act");
    for (const name of [crash, stopped]) await vi.waitUntil(() => isWell(name), WAIT);
    await exec(crash, "touch", "/fault");
    await vi.waitFor(async () => expect(await attemptsOn(crash)).toMatchObject([{ level: "acted", outcome: "proven" }]), WAIT);
    expect(await stateOf(crash)).toMatchObject({ Running: true });
    await askEngine(socket, "POST", `/containers/${stopped}/stop`);
    await vi.waitUntil(async () => (await verdictOf(stopped)) === "off", WAIT);
    expect(await stateOf(stopped)).toMatchObject({ Running: false });
    expect(await attemptsOn(stopped)).toEqual([]);
  }, 120_000);

  test("watching it notes only; asked and approved it does it; a broken check is nobody's reason", async () => {
    const watched = await run("watched", SICK_BY_FILE, { check: "test ! -e /fault" });
    const asked = await run("asked", SICK_BY_FILE, { check: "test ! -e /fault" });
    const broken = await run("broken", SICK_BY_FILE, { check: "probe-that-is-not-there --quick" });
    await allow(asked, "ask");
    await allow(broken, "act");
    const before = await Promise.all([watched, asked, broken].map(stateOf));
    for (const name of [watched, asked]) await vi.waitUntil(() => isWell(name), WAIT);
    for (const name of [watched, asked]) await exec(name, "touch", "/fault");
    await vi.waitFor(async () => expect(await attemptsOn(watched)).toMatchObject([{ level: "would", outcome: "pending" }]), WAIT);
    await vi.waitFor(async () => expect(await attemptsOn(asked)).toMatchObject([{ level: "asked", outcome: "pending" }]), WAIT);
    expect(await stateOf(asked)).toMatchObject({ StartedAt: before[1]?.StartedAt });
    const [{ approvalId }] = (await attemptsOn(asked)) as unknown as [{ approvalId: string }];
    await ask("approvals.approve", { id: approvalId });
    await vi.waitFor(async () => expect(await attemptsOn(asked)).toMatchObject([{ level: "asked", outcome: "proven" }]), WAIT);
    await vi.waitFor(
      async () => expect(await ask("verdicts.explain", { name: broken })).toMatchObject({ ruling: { verdict: "broken-check" } }),
      WAIT,
    );
    expect(await stateOf(watched)).toMatchObject({ StartedAt: before[0]?.StartedAt });
    expect(await stateOf(broken)).toMatchObject({ StartedAt: before[2]?.StartedAt });
    expect(await attemptsOn(broken)).toEqual([]);
  }, 120_000);
});
