import { describe, expect, test } from "vitest";
import type { ContainerFacts, HealthCheck, PortMapping } from "../../../../integrations/docker/facts.ts";
import { containerFacts } from "../../../../integrations/docker/samples.ts";
import { addressOf } from "../target.ts";
import { derive } from "./derive.ts";
import type { Listener } from "./listeners.ts";
import type { EngineView } from "./network.ts";

const here: EngineView = { isLocal: true, hostAddress: null, find: () => undefined };
const nas: EngineView = { isLocal: false, hostAddress: "10.0.0.5", find: () => undefined };
const IP = "172.17.0.2";

function published(containerPort: number, hostPort: number, hostIp = "0.0.0.0"): PortMapping {
  return { containerPort, hostPort, hostIp, protocol: "tcp" };
}

function exposed(containerPort: number): PortMapping {
  return { containerPort, hostPort: null, hostIp: null, protocol: "tcp" };
}

function checkedBy(...test: string[]): HealthCheck {
  return { test, intervalMs: 30_000, timeoutMs: 5_000, startPeriodMs: 0, retries: 3 };
}

function listening(port: number, address = "0.0.0.0"): Listener {
  return { address, port, isLoopback: address.startsWith("127.") };
}

function lines(container: Partial<ContainerFacts>, engine = here, listeners: Listener[] | null = null): string[] {
  return derive(containerFacts(container), engine, listeners).targets.map(
    (target) => `${target.source} ${addressOf(target)}${target.isPromised ? "" : " ?"}`,
  );
}

function reason(container: Partial<ContainerFacts>, engine = here, listeners: Listener[] | null = null): string | null {
  return derive(containerFacts(container), engine, listeners).reason;
}

describe("ports", () => {
  test("a published port is asked on loopback, then at the container's own address, for HTTP and then for a mere connection", () => {
    expect(lines({ ports: [published(80, 8080)] })).toEqual([
      "port http://127.0.0.1:8080/",
      `port http://${IP}:80/`,
      "port tcp://127.0.0.1:8080",
      `port tcp://${IP}:80`,
    ]);
  });
  test("on another machine the published port is asked at that machine, and the container's address not at all", () => {
    expect(lines({ ports: [published(80, 8080)] }, nas)).toEqual(["port http://10.0.0.5:8080/", "port tcp://10.0.0.5:8080"]);
  });
  test("a port that another machine publishes for itself alone is out of reach", () => {
    expect(lines({ ports: [published(80, 8080, "127.0.0.1")] }, nas)).toEqual([]);
  });
  test("a port that is published on one address of this machine is asked there", () => {
    expect(lines({ ports: [published(5432, 5432, "192.168.1.9")] })[0]).toBe("port postgres://192.168.1.9:5432");
  });
  test("a port that speaks TLS by custom is asked by HTTPS", () => {
    expect(lines({ ports: [published(8443, 8443)] })[0]).toBe("port https://127.0.0.1:8443/");
  });
  test("an exposed port is only a guess", () => {
    expect(lines({ ports: [exposed(9000)] })).toEqual([`port http://${IP}:9000/ ?`, `port tcp://${IP}:9000 ?`]);
  });
  test("an exposed port where nothing listens is not asked", () => {
    expect(lines({ ports: [exposed(9000)] }, here, [listening(7000)])).toEqual([
      `socket http://${IP}:7000/ ?`,
      `socket tcp://${IP}:7000 ?`,
    ]);
  });
  test("what listens only for its own container is evidence and no target", () => {
    const { targets, loopbackOnly, reason } = derive(containerFacts({}), here, [listening(8080, "127.0.0.1")]);
    expect({ targets, loopbackOnly, reason }).toEqual({
      targets: [],
      loopbackOnly: [8080],
      reason: "it listens only for itself (127.0.0.1:8080)",
    });
  });
  test("a port that listens on loopback and elsewhere can be reached", () => {
    expect(derive(containerFacts({}), here, [listening(80, "127.0.0.1"), listening(80)]).loopbackOnly).toEqual([]);
  });
  test("a hundred published ports make no more than twelve targets", () => {
    expect(lines({ ports: Array.from({ length: 100 }, (_, index) => published(20_000 + index, 20_000 + index)) })).toHaveLength(12);
  });
});

describe("images", () => {
  test.each([
    ["postgres:16", 5432, "postgres://"],
    ["docker.io/library/redis:7-alpine", 6379, "redis://"],
    ["ghcr.io/immich-app/immich-server:v2@sha256:" + "a".repeat(64), 2283, "http://"],
    ["registry.local:5000/grafana/grafana", 3000, "http://"],
    ["valkey/valkey", 6379, "redis://"],
  ])("%s is known by its name", (image, port, scheme) => {
    expect(lines({ image, ports: [published(port, port)] })[0]).toMatch(new RegExp(`^image ${scheme}127.0.0.1:${port}`));
  });
  test("the path that a known image answers comes before the root", () => {
    expect(lines({ image: "grafana/grafana:11", ports: [published(3000, 13_000)] }).slice(0, 3)).toEqual([
      "image http://127.0.0.1:13000/api/health",
      `image http://${IP}:3000/api/health`,
      "port http://127.0.0.1:13000/",
    ]);
  });
  test("a worker of a known image without check or published port is not expected to serve", () => {
    expect(lines({ image: "n8nio/n8n", command: ["worker"], ports: [exposed(5678)] })[0]).toBe(`image http://${IP}:5678/healthz ?`);
  });
  test("a known image with a health check is expected to serve, though it publishes nothing", () => {
    expect(lines({ image: "postgres", ports: [exposed(5432)], healthCheck: checkedBy("CMD", "pg_isready") })).toEqual([
      `healthcheck postgres://${IP}:5432`,
    ]);
  });
  test("a name server is asked over UDP", () => {
    const ports: PortMapping[] = [{ containerPort: 53, protocol: "udp", hostIp: "0.0.0.0", hostPort: 53 }];
    expect(lines({ image: "pihole/pihole", ports })[0]).toBe("image dns://127.0.0.1:53/");
  });
});

describe("health checks", () => {
  test("a check's address is a hint, also without its path, for the path may be what is wrong", () => {
    expect(lines({ healthCheck: checkedBy("CMD-SHELL", "curl -f http://localhost:8080/health || exit 1") })).toEqual([
      `healthcheck http://${IP}:8080/health ?`,
      `healthcheck http://${IP}:8080/ ?`,
    ]);
  });
  test("a check that asks what the image is known to answer is known as the check's own question", () => {
    const healthCheck = checkedBy("CMD", "wget", "-qO-", "http://127.0.0.1:8096/health");
    expect(lines({ image: "jellyfin/jellyfin", ports: [published(8096, 8096)], healthCheck })[0]).toBe(
      "healthcheck http://127.0.0.1:8096/health",
    );
  });
});

describe("labels", () => {
  test("hydra.probe decides alone", () => {
    const labels = { "hydra.probe": "http://localhost:8080/ready", "homepage.href": "http://other.example/" };
    expect(lines({ labels, ports: [published(8080, 9000)] })[0]).toBe("label http://127.0.0.1:9000/ready");
  });
  test("hydra.probe can ask for a text and a status", () => {
    const labels = { "hydra.probe": "http://:8080/", "hydra.probe.keyword": "ready", "hydra.probe.status": "200" };
    expect(derive(containerFacts({ labels }), here, null).targets[0]?.ask).toMatchObject({ keyword: "ready", status: 200 });
  });
  test.each(["none", "off", "false"])("hydra.probe=%s asks nothing", (value) => {
    expect(reason({ labels: { "hydra.probe": value }, ports: [published(80, 80)] })).toBe("a label says not to ask");
  });
  test("hydra.ignore asks nothing", () => {
    expect(reason({ labels: { "hydra.ignore": "true" }, ports: [published(80, 80)] })).toBe("a label says not to ask");
  });
  test("a bare port is the container's own", () => {
    expect(lines({ labels: { "hydra.probe": "tcp://:9000" } })).toEqual([`label tcp://${IP}:9000`]);
  });
  test("AutoKuma's placeholders stand for the container", () => {
    const labels = { "kuma.web.http.url": "http://{{container_name}}:8080/up", "kuma.web.http.name": "Web" };
    expect(lines({ labels })[0]).toBe(`label http://${IP}:8080/up ?`);
  });
  test("Traefik's port is asked by the router's host name, at the container", () => {
    const labels = {
      "traefik.http.routers.web.rule": "Host(`web.example.com`) && PathPrefix(`/app`)",
      "traefik.http.services.web.loadbalancer.server.port": "3000",
    };
    expect(lines({ labels })[0]).toBe(`label http://${IP}:3000/app as web.example.com ?`);
  });
  test("Homepage watches one address and links to another: the watched one is asked first", () => {
    const labels = { "homepage.href": "http://10.0.0.5:8080/ui", "homepage.siteMonitor": "http://10.0.0.5:8080/ping" };
    expect(lines({ labels, ports: [published(80, 8080)] }, nas).slice(0, 2)).toEqual(
      ["label http://10.0.0.5:8080/ping as 10.0.0.5", "label http://10.0.0.5:8080/ui as 10.0.0.5"].map((line) =>
        line.replace(" as 10.0.0.5", ""),
      ),
    );
  });
  test("Unraid's page is asked at the container's port", () => {
    expect(lines({ labels: { "net.unraid.docker.webui": "http://[IP]:[PORT:8989]/web" }, ports: [published(8989, 18_989)] })[0]).toBe(
      "label http://127.0.0.1:18989/web",
    );
  });
});

describe("no connection elsewhere", () => {
  const elsewhere = {
    "homepage.href": "https://grafana.example.com/login",
    "kuma.a.http.url": "http://8.8.8.8:9999/",
    "kuma.b.port.port": "22",
    "traefik.http.routers.a.rule": "Host(`public.example.com`)",
    "net.unraid.docker.webui": "http://evil.example:[PORT:80]/",
  };
  test("a public name in a label is sent as Host to the container, and never connected to", () => {
    const { targets } = derive(containerFacts({ labels: elsewhere, ports: [published(3000, 3000)] }), here, null);
    expect(targets.length).toBeGreaterThan(0);
    expect(new Set(targets.map(({ host }) => host))).toEqual(new Set(["127.0.0.1", IP]));
    expect(targets.map(({ ask }) => (ask.kind === "http" ? ask.hostName : null))).toContain("grafana.example.com");
  });
  test("hydra.probe cannot lead elsewhere either: labels come with images", () => {
    const labels = { "hydra.probe": "http://169.254.169.254/latest" };
    expect(lines({ labels, ports: [exposed(80)] })[0]).toBe(`port http://${IP}:80/ ?`);
  });
  test.each([
    ["http://169.254.169.254/", "hydra.probe names http://169.254.169.254/, which is not this container: not asked"],
    ["http://8.8.8.8:80/x", "hydra.probe names http://8.8.8.8:80/x, which is not this container: not asked"],
    ["file:///etc/passwd", "hydra.probe names file:///etc/passwd, which is no address that Hydra can ask: not asked"],
    ["nonsense", "hydra.probe names nonsense, which is no address that Hydra can ask: not asked"],
    ["http://localhost:80/", null],
    ["http://:80/", null],
    [`http://${IP}/`, null],
    ["https://public.example.com/", null],
    ["none", null],
  ])("hydra.probe=%s is remarked on: %s", (probe, remark) => {
    expect(derive(containerFacts({ labels: { "hydra.probe": probe }, ports: [exposed(80)] }), here, null).remark).toBe(remark);
  });
  test("an address in numbers with a published port may be another address of its machine, and is asked at the container", () => {
    const { remark, targets } = derive(
      containerFacts({ labels: { "hydra.probe": "http://192.168.1.9:8080/" }, ports: [published(80, 8080)] }),
      here,
      null,
    );
    expect([remark, targets[0]?.host, targets[0]?.port]).toEqual([null, "127.0.0.1", 8080]);
  });
  test.each([
    [{ "homepage.href": "http://localhost:9999/" }, [], null, false],
    [{ "homepage.href": "http://localhost:9999/" }, [exposed(9999)], null, true],
    [{ "homepage.href": "http://localhost:9999/" }, [], [listening(9999)], true],
    [{ "homepage.href": "http://localhost:9999/" }, [], [listening(80)], false],
    [{ "kuma.a.http.url": "http://{{container_name}}:9999/" }, [], null, false],
    [{ "kuma.a.port.port": "22" }, [published(22, 2222)], null, true],
    [{ "traefik.http.services.a.loadbalancer.server.port": "9999" }, [], null, false],
    [{ "traefik.http.services.a.loadbalancer.server.port": "9999" }, [exposed(9999)], null, true],
    [{ "hydra.probe": "http://localhost:9999/" }, [], [listening(80)], true],
  ])("%j with ports %j and listeners %j is a promise: %s", (labels, ports, listeners, isPromised) => {
    const [first] = derive(containerFacts({ labels: labels as Record<string, string>, ports }), here, listeners).targets;
    expect([first?.source, first?.isPromised]).toEqual(["label", isPromised]);
  });
  test("a reverse proxy's 443 on the shared network of the host is not taken for the container's port", () => {
    const labels = { "homepage.href": "https://ha.example.com/" };
    const image = "ghcr.io/home-assistant/home-assistant:stable";
    expect(lines({ labels, image, networkMode: "host", networks: [] })[0]).toBe("label http://127.0.0.1:8123/ as ha.example.com ?");
  });
});

describe("networks", () => {
  const owner = containerFacts({
    name: "vpn",
    ports: [published(8080, 18_080)],
    networks: [{ name: "n", ipAddress: "172.30.0.9", aliases: [] }],
  });
  const withOwner: EngineView = { ...here, find: (id) => (id === owner.id ? owner : undefined) };
  test("who shares a container's network is reached at the owner's addresses", () => {
    const labels = { "hydra.probe": "http://:8080/" };
    expect(lines({ labels, networkMode: `container:${owner.id}`, networks: [] }, withOwner)).toEqual([
      "label http://127.0.0.1:18080/",
      "label http://172.30.0.9:8080/",
    ]);
  });
  test("the owner's published ports are not taken for those of its guests", () => {
    expect(reason({ networkMode: `container:${owner.id}`, networks: [] }, withOwner)).toBe(
      "it shares a network, and nothing says which port is its own",
    );
  });
  test("a network whose owner is gone leaves nothing to ask", () => {
    expect(reason({ networkMode: "container:feed", networks: [] })).toBe("the container whose network it shares is not there");
  });
  test("two containers that name each other do not go round in circles", () => {
    const circle: EngineView = { ...here, find: () => containerFacts({ networkMode: "container:a" }) };
    expect(reason({ networkMode: "container:b" }, circle)).toBe("the container whose network it shares is not there");
  });
  test("on the host's network the container is asked on loopback", () => {
    expect(lines({ networkMode: "host", networks: [], image: "homeassistant/home-assistant" })).toEqual([
      "image http://127.0.0.1:8123/manifest.json ?",
    ]);
  });
  test("without a network there is nothing to ask", () => {
    expect(reason({ networkMode: "none", networks: [], ports: [exposed(80)] })).toBe("it has no network");
  });
  test("what does not run is not asked", () => {
    expect(reason({ state: "exited", ports: [published(80, 80)] })).toBe("it is exited");
  });
  test("a container without any hint says so", () => {
    expect(reason({})).toBe("no port of it is known");
    expect(reason({}, here, [])).toBe("it publishes no port, and nothing in it listens");
  });
});
