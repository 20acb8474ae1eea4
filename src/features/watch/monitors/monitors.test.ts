import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ContainerFacts } from "../../../integrations/docker/facts.ts";
import { containerFacts, FakeDocker, fakeDockerIntegration, fakeHosts } from "../../../integrations/docker/fake.ts";
import { systemClock } from "../../../kernel/clock.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { monitors } from "./index.ts";
import type { list, probe, remove, set } from "./operations.ts";
import type { Answered } from "../../../kernel/operation.ts";

type Listed = Answered<(typeof list)["output"]>;
type Probed = Answered<(typeof probe)["output"]>;
type Corrected = Answered<(typeof set)["output"] | (typeof remove)["output"]>;

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

interface Service {
  port: number;
  status: number;
  visits: number;
}

async function service(): Promise<Service> {
  const state: Service = { port: 0, status: 200, visits: 0 };
  const server = createServer((_request, response) => {
    state.visits += 1;
    response.writeHead(state.status).end("all is well");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  state.port = (server.address() as AddressInfo).port;
  return state;
}

function serving(port: number, facts: Partial<ContainerFacts> = {}): ContainerFacts {
  return containerFacts({ ports: [{ containerPort: 80, hostPort: port, hostIp: "127.0.0.1", protocol: "tcp" }], networks: [], ...facts });
}

async function watching(hosts: FakeDocker[], options: { home?: string } = {}): Promise<TestKernel> {
  const kernel = await openTestKernel({
    features: [monitors],
    integrations: [fakeDockerIntegration(fakeHosts(...hosts))],
    settings: { monitors: { timeoutSeconds: 10 } },
    clock: systemClock,
    ...options,
  });
  open.push(() => kernel.end());
  return kernel;
}

const WAIT = { timeout: 25_000, interval: 20 };

function call<Result>({ kernel }: TestKernel, operation: string, input: object = {}): Promise<Result> {
  return kernel.callAsOwner(operation, input) as Promise<Result>;
}

async function stateBecomes(kernel: TestKernel, state: string): Promise<Listed["monitors"][number]> {
  return vi.waitFor(async () => {
    const [monitor] = (await call<Listed>(kernel, "monitors.list")).monitors;
    if (monitor?.state !== state) throw new Error(`${monitor?.state} instead of ${state}: ${monitor?.detail}`);
    return monitor;
  }, WAIT);
}

async function changes(kernel: TestKernel): Promise<string[]> {
  const rows = await kernel.kernel.store
    .tables<{ events: { type: string; data: string; id: number } }>()
    .selectFrom("events")
    .selectAll()
    .orderBy("id")
    .execute();
  return rows
    .filter(({ type }) => type === "monitor.changed")
    .map(({ data }) => JSON.parse(data) as { from: string; to: string; container: string })
    .map(({ container, from, to }) => `${container}: ${from} to ${to}`);
}

describe("watching", () => {
  test("a container that serves is found up by itself, with latency, uptime and a beat", async () => {
    const { port } = await service();
    const kernel = await watching([new FakeDocker().add(serving(port))]);
    const monitor = await stateBecomes(kernel, "up");
    expect(monitor).toMatchObject({
      id: "home::web",
      container: "web",
      kind: "http",
      target: `http://127.0.0.1:${port}/`,
      source: "port",
      uptime24h: 1,
      correction: null,
    });
    expect(monitor.latencyMs).toBeGreaterThan(0);
    expect(monitor.beats.at(-1)?.outcome).toBe("up");
    expect(await changes(kernel)).toEqual(["web: unknown to up"]);
  });

  test("a service that begins to fail goes down after a second look, and up again at the first good one", async () => {
    const served = await service();
    const docker = new FakeDocker().add(serving(served.port));
    const kernel = await watching([docker]);
    await stateBecomes(kernel, "up");
    served.status = 503;
    const { state, outcome } = await call<Probed>(kernel, "monitors.probe", { name: "web" });
    expect({ state, outcome }).toEqual({ state: "up", outcome: "down" });
    expect((await call<Probed>(kernel, "monitors.probe", { name: "web" })).state).toBe("down");
    const monitor = await stateBecomes(kernel, "down");
    expect(monitor.detail).toContain("it answers with an error of its own (503)");
    expect(monitor.latencyMs).toBeNull();
    served.status = 200;
    expect((await call<Probed>(kernel, "monitors.probe", { name: "web" })).state).toBe("up");
    expect(await changes(kernel)).toEqual(["web: unknown to up", "web: up to down", "web: down to up"]);
  });

  test("a container that stops is unknown at once, and is asked again when it starts", async () => {
    const { port } = await service();
    const docker = new FakeDocker().add(serving(port));
    const kernel = await watching([docker]);
    await stateBecomes(kernel, "up");
    docker.stop("web");
    expect((await stateBecomes(kernel, "unknown")).detail).toBe("it is exited");
    docker.start("web");
    await stateBecomes(kernel, "up");
  });

  test("a recreated container keeps its monitor", async () => {
    const { port } = await service();
    const labels = { "com.docker.compose.project": "media", "com.docker.compose.service": "web" };
    const docker = new FakeDocker().add(serving(port, { name: "media-web-1", labels }));
    const kernel = await watching([docker]);
    await stateBecomes(kernel, "up");
    docker.remove("media-web-1");
    await vi.waitFor(async () => expect((await call<Listed>(kernel, "monitors.list")).monitors).toEqual([]), WAIT);
    docker.add(serving(port, { id: "b".repeat(64), name: "media-web-1", labels }));
    const looks = await vi.waitFor(async () => {
      const [monitor] = (await call<Listed>(kernel, "monitors.list")).monitors;
      if ((monitor?.beats.length ?? 0) < 2) throw new Error("not looked at again");
      return monitor;
    }, WAIT);
    expect(looks).toMatchObject({ id: "home:media:web", state: "up", beats: [{ outcome: "up" }, { outcome: "up" }] });
  });

  test("replicas of a service, a run of it and a namesake without a project each have a monitor of their own", async () => {
    const compose = { "com.docker.compose.project": "media", "com.docker.compose.service": "web" };
    const number = (replica: number) => ({ ...compose, "com.docker.compose.container-number": String(replica) });
    const kernel = await watching([
      new FakeDocker().add(
        containerFacts({ name: "media-web-1", labels: number(1) }),
        containerFacts({ name: "media-web-2", labels: number(2) }),
        containerFacts({ name: "media-web-run-1", labels: { ...number(1), "com.docker.compose.oneoff": "True" } }),
        containerFacts({ name: "web" }),
      ),
    ]);
    const { monitors: listed } = await call<Listed>(kernel, "monitors.list");
    expect(listed.map(({ id, service, container }) => [id, service, container]).toSorted()).toEqual([
      ["home::media-web-run-1", "web", "media-web-run-1"],
      ["home::web", "web", "web"],
      ["home:media:web%232", "web", "media-web-2"],
      ["home:media:web", "web", "media-web-1"],
    ]);
  });

  test("after a restart of Hydra the state has lasted as long as before, and nothing is told twice", async () => {
    const { port } = await service();
    const first = await openTestKernel({
      features: [monitors],
      integrations: [fakeDockerIntegration(fakeHosts(new FakeDocker().add(serving(port))))],
      clock: systemClock,
    });
    const { since } = await stateBecomes(first, "up");
    await first.kernel.stop();
    const second = await watching([new FakeDocker().add(serving(port))], { home: first.home });
    const monitor = await stateBecomes(second, "up");
    expect(monitor.since).toBe(since);
    expect(monitor.uptime24h).toBe(1);
    expect(await changes(second)).toEqual(["web: unknown to up"]);
  });
});

describe("monitors.probe", () => {
  test("a container without anything to ask is unknown, with the reason", async () => {
    const kernel = await watching([new FakeDocker().add(containerFacts({ networkMode: "none", networks: [] }))]);
    expect(await call<Probed>(kernel, "monitors.probe", { name: "web" })).toMatchObject({
      outcome: "unknown",
      detail: "it has no network",
      attempts: [],
    });
  });
  test("every place is tried and told, each with the container's port", async () => {
    const { port } = await service();
    const kernel = await watching([new FakeDocker().add(serving(port))]);
    const { attempts } = await call<Probed>(kernel, "monitors.probe", { name: "web" });
    expect(attempts).toMatchObject([
      { target: `http://127.0.0.1:${port}/`, port: 80, outcome: "up", statusCode: 200, isPromised: true },
      { target: `tcp://127.0.0.1:${port}`, port: 80, outcome: "up", statusCode: null },
    ]);
  });
  test("an unknown name is not found, and a near one is offered", async () => {
    const kernel = await watching([new FakeDocker().add(containerFacts({ name: "grafana" }))]);
    await expect(call(kernel, "monitors.probe", { name: "grafan" })).rejects.toMatchObject({
      code: "not_found",
      message: 'There is no container or monitor "grafan". Did you mean "grafana"?',
    });
  });
  test("a name on two nodes needs the node", async () => {
    const { port } = await service();
    const kernel = await watching([new FakeDocker({ name: "a" }).add(serving(port)), new FakeDocker({ name: "b" }).add(serving(port))]);
    await expect(call(kernel, "monitors.probe", { name: "web" })).rejects.toMatchObject({ code: "conflict" });
    expect((await call<Probed>(kernel, "monitors.probe", { name: "web", node: "b" })).node).toBe("b");
  });
  test("an engine that is lost does not keep the service from being asked", async () => {
    const { port } = await service();
    const docker = new FakeDocker().add(serving(port));
    const kernel = await watching([docker]);
    docker.lose("the cable");
    expect((await call<Probed>(kernel, "monitors.probe", { name: "web" })).outcome).toBe("up");
  });
});

describe("a person's correction", () => {
  test("another address is asked from then on, also after a restart, until it is taken back", async () => {
    const [served, other] = [await service(), await service()];
    served.status = 500;
    const first = await openTestKernel({
      features: [monitors],
      integrations: [fakeDockerIntegration(fakeHosts(new FakeDocker().add(serving(served.port))))],
      clock: systemClock,
    });
    expect(await call<Probed>(first, "monitors.probe", { name: "web" })).toMatchObject({
      outcome: "down",
      attempts: [{ statusCode: 500 }, {}],
    });
    const url = `http://127.0.0.1:${other.port}/health`;
    await call<Corrected>(first, "monitors.set", { id: "home::web", url, keyword: "well", status: 200 });
    expect(await stateBecomes(first, "up")).toMatchObject({ target: url, source: "person", correction: { url, keyword: "well" } });
    await first.kernel.stop();

    const second = await watching([new FakeDocker().add(serving(served.port))], { home: first.home });
    expect(await stateBecomes(second, "up")).toMatchObject({ target: url });
    expect(await call<Corrected>(second, "monitors.remove", { id: "home::web" })).toMatchObject({ correction: null, before: { url } });
    expect(await call<Probed>(second, "monitors.probe", { name: "web" })).toMatchObject({
      outcome: "down",
      attempts: [{ statusCode: 500 }, {}],
    });
  });
  test("undo brings back what was said before, and at first nothing", async () => {
    const kernel = await watching([new FakeDocker().add(containerFacts())]);
    const id = "home::web";
    const one = await call<Corrected>(kernel, "monitors.set", { id, intervalSeconds: 300 });
    const two = await call<Corrected>(kernel, "monitors.set", { id, off: true });
    expect(two.before).toEqual({ intervalSeconds: 300 });
    const op = monitors.operations.find(({ name }) => name === "monitors.set");
    const undo = op?.undo;
    if (undo === undefined || !("operation" in undo)) throw new Error("it cannot be undone");
    expect(await call<Corrected>(kernel, undo.operation, undo.input({ id }, two as never, null) as object)).toMatchObject({
      correction: { intervalSeconds: 300 },
    });
    expect(await call<Corrected>(kernel, undo.operation, undo.input({ id }, one as never, null) as object)).toMatchObject({
      correction: null,
    });
  });
  test("switched off, it is not asked", async () => {
    const served = await service();
    const kernel = await watching([new FakeDocker().add(serving(served.port))]);
    await stateBecomes(kernel, "up");
    await call<Corrected>(kernel, "monitors.set", { id: "home::web", off: true });
    expect((await stateBecomes(kernel, "unknown")).detail).toBe("a person switched it off");
    const { visits } = served;
    expect(await call<Probed>(kernel, "monitors.probe", { name: "web" })).toMatchObject({ outcome: "unknown", attempts: [] });
    expect(served.visits).toBe(visits);
  });
  test.each([
    ["gopher://x:1", "gopher"],
    ["http://user:secret@host/", "password"],
    ["tcp://host", "no port"],
    ["nonsense", "not a way to ask"],
  ])("%s is refused", async (url, why) => {
    const kernel = await watching([new FakeDocker().add(containerFacts())]);
    await expect(call(kernel, "monitors.set", { id: "home::web", url })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(why) as string,
    });
  });
  test("a monitor that does not exist cannot be corrected", async () => {
    const kernel = await watching([new FakeDocker()]);
    await expect(call(kernel, "monitors.set", { id: "home::ghost", off: true })).rejects.toMatchObject({ code: "not_found" });
    await expect(call(kernel, "monitors.remove", { id: "home::ghost" })).rejects.toMatchObject({ code: "not_found" });
  });
});
