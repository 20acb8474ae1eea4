import { describe, expect, test } from "vitest";
import { containerFacts } from "../../../../integrations/docker/fake.ts";
import { protectionOf, type Circumstances } from "./protection.ts";

const plain: Circumstances = {
  said: null,
  role: null,
  dependents: { count: 0, onItsNetwork: 0 },
  engineAddress: "unix:///var/run/docker.sock",
  hostName: "nas",
};

function because(circumstances: Partial<Circumstances> = {}, labels: Record<string, string> = {}, image = "web"): string | null {
  return protectionOf(containerFacts({ image, labels }), { ...plain, ...circumstances });
}

describe("what is protected", () => {
  test("nothing without a reason", () => {
    expect(because()).toBeNull();
    expect(because({ role: "watcher" })).toBeNull();
    expect(because({ dependents: { count: 2, onItsNetwork: 0 } })).toBeNull();
  });

  test.each([
    ["database", "it is a database"],
    ["broker", "it carries the messages of others"],
    ["dns", "it answers names for others (DNS)"],
    ["proxy", "it is a reverse proxy"],
    ["vpn", "it is a VPN"],
    ["home", "it runs the smart home"],
  ] as const)("a %s", (role, reason) => {
    expect(because({ role })).toBe(reason);
  });

  test("Home Assistant, by its name", () => {
    expect(because({ role: "home" }, {}, "ghcr.io/home-assistant/home-assistant:stable")).toBe("it is Home Assistant");
    expect(because({ role: "home" }, {}, "ghcr.io/home-assistant/qemux86-64-homeassistant")).toBe("it is Home Assistant");
  });

  test("what three or more depend on, and whose network others use", () => {
    expect(because({ dependents: { count: 3, onItsNetwork: 0 } })).toBe("three others depend on it");
    expect(because({ dependents: { count: 14, onItsNetwork: 0 } })).toBe("14 others depend on it");
    expect(because({ dependents: { count: 1, onItsNetwork: 1 } })).toBe("another uses its network");
    expect(because({ dependents: { count: 5, onItsNetwork: 2 } })).toBe("two others use its network");
  });

  test("Hydra itself, by its label or because this process runs in it", () => {
    const { id } = containerFacts();
    expect(because({}, { "hydra.self": "true" })).toBe("it is Hydra itself");
    expect(because({ hostName: id.slice(0, 12) })).toBe("it is Hydra itself");
    expect(because({ hostName: id.slice(0, 4) })).toBeNull();
    expect(because({ hostName: "" })).toBeNull();
  });

  test("what Hydra reaches Docker through", () => {
    const facts = containerFacts({
      name: "socket-proxy",
      ports: [{ containerPort: 2375, protocol: "tcp", hostIp: "127.0.0.1", hostPort: 12_375 }],
      networks: [{ name: "hydra", ipAddress: "172.20.0.3", aliases: ["docker-proxy"] }],
    });
    const reachedBy = (engineAddress: string): string | null => protectionOf(facts, { ...plain, engineAddress });
    for (const address of [
      "tcp://127.0.0.1:12375",
      "tcp://socket-proxy:2375",
      "http://Docker-Proxy:2375",
      "tcp://172.20.0.3:2375",
      "tcp://[::1]:12375",
    ])
      expect(reachedBy(address)).toBe("Hydra reaches Docker through it");
    for (const address of ["tcp://127.0.0.1:2375", "ssh://me@socket-proxy", "unix:///run/docker.sock", "tcp://other:2376", ""])
      expect(reachedBy(address)).toBeNull();
  });

  test("a person's word wins over all, the label over what Hydra makes of it", () => {
    expect(because({ said: true })).toBe("you said so");
    expect(because({ said: false, role: "database" }, { "hydra.protect": "true" })).toBeNull();
    expect(because({}, { "hydra.protect": "" })).toBe("its label hydra.protect");
    for (const no of ["false", "No", "0"]) expect(because({ role: "database" }, { "hydra.protect": no })).toBeNull();
    expect(because({ said: true, role: "database" }, { "hydra.protect": "false" })).toBe("you said so");
    expect(because({ role: "database" }, { "hydra.protect": "perhaps" })).toBe("it is a database");
  });
});
