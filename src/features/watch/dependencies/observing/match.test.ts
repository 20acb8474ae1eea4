import { describe, expect, test } from "vitest";
import { containerFacts } from "../../../../integrations/docker/fake.ts";
import type { PortMapping } from "../../../../integrations/docker/facts.ts";
import { connectedPairs, type Seen, type SeenEngine } from "./match.ts";

interface Made {
  address?: string;
  networkMode?: string;
  listening?: number[];
  to?: [address: string, port: number][];
  ports?: PortMapping[];
  isClient?: boolean;
  isUnseen?: boolean;
}

function made(
  name: string,
  { address, networkMode = "bridge", listening = [], to = [], ports = [], isClient = true, isUnseen = false }: Made = {},
): Seen {
  const networks = [{ name: "bridge", ipAddress: address ?? null, aliases: [] }];
  const connections = to.map(([remoteAddress, remotePort], at) => ({ localPort: 40_000 + at, remoteAddress, remotePort }));
  return {
    key: `home//${name}`,
    facts: containerFacts({ name, networkMode, networks, ports }),
    sockets: isUnseen ? null : { listening: new Set(listening), connections },
    isClient,
  };
}

const published = (hostPort: number, containerPort: number, hostIp = "0.0.0.0"): PortMapping => ({
  containerPort,
  protocol: "tcp",
  hostIp,
  hostPort,
});

function pairs(containers: Seen[], more: SeenEngine[] = []): string[] {
  return connectedPairs([{ containers, hostAddresses: ["192.168.1.10", "172.17.0.1"] }, ...more]).map(({ from, to }) => `${from} > ${to}`);
}

const db = made("db", { address: "172.17.0.3", listening: [5432], to: [["172.17.0.2", 40_000]] });

describe("connections become pairs", () => {
  test("from who connects to who listens, once, and not the other way", () => {
    const api = made("api", {
      address: "172.17.0.2",
      to: [
        ["172.17.0.3", 5432],
        ["172.17.0.3", 5432],
      ],
    });
    const answering = made("db", { address: "172.17.0.3", listening: [5432], to: [["172.17.0.2", 40_000]] });
    answering.sockets = { listening: new Set([5432]), connections: [{ localPort: 5432, remoteAddress: "172.17.0.2", remotePort: 40_000 }] };
    expect(pairs([api, answering])).toEqual(["home//api > home//db"]);
  });

  test("as the listening side alone still remembers them", () => {
    const api = made("api", { address: "172.17.0.2" });
    const kuma = made("kuma", { address: "172.17.0.4", isClient: false });
    const remembering = made("db", { address: "172.17.0.3" });
    const connections = ["172.17.0.2", "172.17.0.4", "172.17.0.1"].map((remoteAddress) => ({
      localPort: 5432,
      remoteAddress,
      remotePort: 40_000,
    }));
    remembering.sockets = { listening: new Set([5432]), connections };
    expect(pairs([api, kuma, remembering])).toEqual(["home//api > home//db"]);
  });

  test("not to a port on which nothing listens, to itself, or to who knows where", () => {
    const api = made("api", {
      address: "172.17.0.2",
      listening: [80],
      to: [
        ["172.17.0.3", 9999],
        ["172.17.0.2", 80],
        ["8.8.8.8", 443],
      ],
    });
    expect(pairs([api, db])).toEqual([]);
  });

  test("by a port that is published on a machine, this or another", () => {
    const api = made("api", {
      address: "172.17.0.2",
      to: [
        ["192.168.1.10", 15_432],
        ["192.168.1.20", 8080],
        ["192.168.1.10", 7000],
      ],
    });
    const here = made("db", { address: "172.17.0.3", listening: [5432], ports: [published(15_432, 5432)] });
    const bound = made("inner", { ports: [published(7000, 7000, "127.0.0.1")] });
    const far = { ...made("store", { ports: [published(8080, 80)], isUnseen: true }), key: "nas//store" };
    expect(pairs([api, here, bound], [{ containers: [far], hostAddresses: ["192.168.1.20"] }])).toEqual([
      "home//api > home//db",
      "home//api > nas//store",
    ]);
  });

  test("not between engines by addresses that each of them gives out anew", () => {
    const api = made("api", { address: "172.17.0.2", to: [["172.17.0.9", 80]] });
    const far = { ...made("web", { address: "172.17.0.9", isUnseen: true }), key: "nas//web" };
    expect(pairs([api], [{ containers: [far], hostAddresses: [] }])).toEqual([]);
  });

  test("not from those that need nobody", () => {
    expect(pairs([made("kuma", { address: "172.17.0.2", to: [["172.17.0.3", 5432]], isClient: false }), db])).toEqual([]);
  });

  test("in a shared network not from anybody, and to whoever declares the port", () => {
    const vpn = made("vpn", { address: "172.17.0.5", listening: [8080, 8000], to: [["172.17.0.3", 5432]] });
    const exposed: PortMapping = { containerPort: 8080, protocol: "tcp", hostIp: null, hostPort: null };
    const torrent = made("torrent", { networkMode: `container:${vpn.facts.id}`, ports: [exposed], isUnseen: true });
    const sonarr = made("sonarr", { address: "172.17.0.6", to: [["172.17.0.5", 8080]] });
    const control = made("control", { address: "172.17.0.7", to: [["172.17.0.5", 8000]] });
    expect(pairs([vpn, torrent, sonarr, control, db])).toEqual(["home//sonarr > home//torrent", "home//control > home//vpn"]);
  });

  test("of the machine's own network stand for nobody", () => {
    expect(pairs([made("host", { networkMode: "host", to: [["172.17.0.3", 5432]] }), db])).toEqual([]);
  });
});
