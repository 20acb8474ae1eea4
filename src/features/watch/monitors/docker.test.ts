import { afterAll, describe, expect, test } from "vitest";
import type { ContainerFacts, PortMapping } from "../../../integrations/docker/facts.ts";
import { containerFacts } from "../../../integrations/docker/fake.ts";
import { askEngine } from "../../../../tests/peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../../../../tests/peers/peers.ts";
import { derive } from "./derive/derive.ts";
import { readListeners } from "./derive/listeners.ts";
import type { EngineView } from "./derive/network.ts";
import { judge, type Look } from "./monitor/judge.ts";
import { lookEverywhere } from "./probers/look.ts";

const address = peer("docker");
const socket = address?.replace("unix://", "") ?? "";
const here: EngineView = { isLocal: true, hostAddress: null, find: () => undefined };
const made: string[] = [];

interface Inspected {
  Id: string;
  State: { Pid: number };
  NetworkSettings: { IPAddress: string; Ports: Record<string, { HostIp: string; HostPort: string }[] | null> };
}

/** A running container with a command, and the facts about it that derivation reads. */
async function start(
  name: string,
  command: string,
  ports: Record<string, object[]> = {},
  check: string[] | null = null,
): Promise<ContainerFacts> {
  const healthCheck = check === null ? null : { test: check, intervalMs: 60_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 3 };
  const created = await askEngine(socket, "POST", `/containers/create?name=hydra-monitors-${name}-${process.pid}`, {
    Image: BUSYBOX_IMAGE,
    Cmd: ["/bin/sh", "-c", command],
    Labels: { "hydra.test": "monitors" },
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    HostConfig: { PortBindings: ports, Init: true },
  });
  const { Id: id } = JSON.parse(created.body) as { Id: string };
  made.push(id);
  const started = await askEngine(socket, "POST", `/containers/${id}/start`);
  if (started.status !== 204) throw new Error(`the container did not start: ${started.body}`);
  const { State, NetworkSettings } = JSON.parse((await askEngine(socket, "GET", `/containers/${id}/json`)).body) as Inspected;
  const mappings: PortMapping[] = Object.entries(NetworkSettings.Ports).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({
      containerPort: Number.parseInt(port, 10),
      protocol: "tcp" as const,
      hostIp: HostIp,
      hostPort: Number(HostPort),
    })),
  );
  return containerFacts({
    id,
    name,
    image: BUSYBOX_IMAGE,
    pid: State.Pid,
    healthCheck,
    ports: mappings,
    networks: [{ name: "bridge", ipAddress: NetworkSettings.IPAddress, aliases: [] }],
  });
}

async function lookAt(container: ContainerFacts): Promise<{ look: Look; loopbackOnly: number[] }> {
  const { targets, loopbackOnly, isSilent } = derive(container, here, await readListeners(container.pid, container.id));
  const attempts = await lookEverywhere(targets, { timeoutMs: 10_000, signal: new AbortController().signal });
  return { look: judge(attempts, { wasUp: false, hasCheck: container.healthCheck !== null, isSilent }), loopbackOnly };
}

/** Programs need a moment to listen: look until it is as expected, and then say how it was. */
async function lookUntil(
  container: ContainerFacts,
  isSo: (seen: Awaited<ReturnType<typeof lookAt>>) => boolean,
): Promise<Awaited<ReturnType<typeof lookAt>>> {
  for (const giveUpAt = performance.now() + 30_000; ;) {
    const seen = await lookAt(container);
    if (isSo(seen) || performance.now() > giveUpAt) return seen;
  }
}

const LOOPBACK = [{ HostIp: "127.0.0.1", HostPort: "" }];

describe.skipIf(address === null)("real containers", () => {
  afterAll(async () => {
    await Promise.all(made.map((id) => askEngine(socket, "DELETE", `/containers/${id}?force=true&v=true`)));
  });

  test("a published web server is up, by its published port", async () => {
    const { look } = await lookUntil(
      await start("web", "httpd -f -p 80 -h /etc", { "80/tcp": LOOPBACK }),
      ({ look }) => look.outcome === "up",
    );
    expect(look).toMatchObject({ outcome: "up", decisive: { target: { via: "published", containerPort: 80 } } });
  });
  test("a web server that nothing tells of is found by its listening socket", async () => {
    const { look } = await lookUntil(await start("hidden", "httpd -f -p 8123 -h /etc"), ({ look }) => look.outcome === "up");
    expect(look).toMatchObject({ outcome: "up", decisive: { target: { source: "socket", port: 8123 } } });
  });
  test("a check that asks on the wrong port does not hide that the service answers", async () => {
    const check = ["CMD-SHELL", "wget -qO- http://localhost:9999/health"];
    const { look } = await lookUntil(await start("wrong", "httpd -f -p 8080 -h /etc", {}, check), ({ look }) => look.outcome === "up");
    expect(look).toMatchObject({ outcome: "up", decisive: { target: { source: "socket", containerPort: 8080 } } });
  });
  test("a published port with nobody behind it is down, though Docker's proxy takes the connection", async () => {
    const { look } = await lookAt(await start("dead", "sleep 600", { "80/tcp": LOOPBACK }));
    expect(look.outcome).toBe("down");
  });
  test("a container with a check in which nothing listens is down", async () => {
    const check = ["CMD-SHELL", "wget -qO- http://localhost:8080/health"];
    const { look } = await lookAt(await start("mute", "sleep 600", {}, check));
    expect(look).toMatchObject({ outcome: "down", detail: "it runs, and nothing in it waits for a connection" });
  });
  test("a program that listens for its own container alone is told as such, and is not called down", async () => {
    const { look, loopbackOnly } = await lookUntil(
      await start("inward", "httpd -f -p 127.0.0.1:7000 -h /etc"),
      ({ loopbackOnly }) => loopbackOnly.length > 0,
    );
    expect({ outcome: look.outcome, loopbackOnly }).toEqual({ outcome: "unknown", loopbackOnly: [7000] });
  });
  test("a container that serves nothing is unknown", async () => {
    expect((await lookAt(await start("worker", "sleep 600"))).look.outcome).toBe("unknown");
  });
});
