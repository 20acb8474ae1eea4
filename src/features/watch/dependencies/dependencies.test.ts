import { describe, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker } from "../../../integrations/docker/fake.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { containers } from "../containers/index.ts";
import { list, show } from "../containers/operations.ts";
import { WAIT, Watched } from "../containers/testing/watched.ts";
import { inventory } from "../inventory/index.ts";
import { correct } from "../inventory/operations.ts";
import { board } from "./board.ts";
import { dependencies } from "./index.ts";
import { graph, of } from "./operations.ts";

const service = (name: string, labels: Record<string, string> = {}) =>
  containerFacts({
    name: `shop-${name}-1`,
    image: `registry.example/${name}:1`,
    labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": name, ...labels },
  });

async function watched(): Promise<Watched> {
  const clock = new ManualClock();
  const docker = fakeDocker({ clock }).add(
    service("web", { "com.docker.compose.depends_on": "api:service_started:false" }),
    service("api", { "hydra.depends": "db" }),
    service("db"),
    containerFacts({ name: "torrent", networkMode: "container:vpn" }),
    containerFacts({ name: "vpn", image: "qmcgaw/gluetun:3" }),
    containerFacts({ name: "cache", image: "redis:7" }),
    containerFacts({ name: "ignored", labels: { "hydra.ignore": "true", "hydra.depends": "vpn" } }),
  );
  return new Watched([inventory, containers, dependencies], { clock, engines: [docker] }).start();
}

async function linksOf(hydra: Watched): Promise<string[]> {
  const { links } = (await hydra.call(graph)) as { links: { from: string; to: string; because: string }[] };
  return links.map(({ from, to, because }) => `${from} > ${to} ${because}`).toSorted();
}

const DECLARED = [
  "home//torrent > home//vpn network-namespace",
  "home/shop/api > home/shop/db label",
  "home/shop/web > home/shop/api compose",
];

function boardOf(hydra: Watched) {
  return hydra.test.kernel.hostOf("dependencies").part(board);
}

const SEEN = [{ from: "home/shop/api", to: "home//cache" }];

describe("the graph", () => {
  test("tells who needs whom, who is protected and why", async () => {
    await using hydra = await watched();
    expect(await linksOf(hydra)).toEqual(DECLARED);
    const { nodes } = (await hydra.call(graph)) as { nodes: object[] };
    expect(nodes).toHaveLength(6);
    expect(nodes).toContainEqual(
      expect.objectContaining({
        key: "home//vpn",
        role: "vpn",
        isProtected: true,
        protectedBecause: "it is a VPN",
        dependents: 1,
        verdict: "unsure",
      }),
    );
    expect(nodes).toContainEqual(expect.objectContaining({ key: "home/shop/db", role: null, isProtected: false, dependents: 1 }));
    expect(await hydra.call(graph)).toBe(await hydra.call(graph));
  });

  test("follows containers that come and go, and a person's word", async () => {
    await using hydra = await watched();
    const [engine] = hydra.engines;
    engine?.remove("shop-db-1").add(service("mail", { "hydra.depends": "cache" }));
    expect(await linksOf(hydra)).toEqual([
      "home//torrent > home//vpn network-namespace",
      "home/shop/mail > home//cache label",
      "home/shop/web > home/shop/api compose",
    ]);
    await boardOf(hydra).note([{ from: "home/shop/mail", to: "home/shop/web" }]);
    await boardOf(hydra).note([{ from: "home/shop/mail", to: "home/shop/web" }]);
    expect(await linksOf(hydra)).toContain("home/shop/mail > home/shop/web observed");
    await hydra.call(correct, { key: "home/shop/mail", dependsOn: ["api"] });
    await vi.waitFor(
      async () =>
        expect((await linksOf(hydra)).filter((link) => link.startsWith("home/shop/mail"))).toEqual([
          "home/shop/mail > home/shop/api person",
        ]),
      WAIT,
    );
  });

  test("leads those that share a network to the successor of its owner, while the old one stands aside and when it is gone", async () => {
    await using hydra = await watched();
    const old = [...hydra.docker.containers.values()].find(({ name }) => name === "vpn");
    if (old === undefined) throw new Error("there is no vpn");
    hydra.docker.change("torrent", { networkMode: `container:${old.id}` });
    hydra.docker.change("vpn", { name: `vpn.hydra-before-${old.id.slice(0, 12)}`, state: "exited" });
    hydra.docker.add(containerFacts({ id: "e".repeat(64), name: "vpn", image: "qmcgaw/gluetun:4" }));
    expect(await linksOf(hydra)).toEqual(DECLARED);
    hydra.docker.remove(old.id);
    expect(await linksOf(hydra)).toEqual(DECLARED);
    expect((await hydra.call(graph))["nodes"]).toHaveLength(6);
  });

  test("knows a connection from the second look on, over a restart, and while the other side is down", async () => {
    await using hydra = await watched();
    await boardOf(hydra).note(SEEN);
    expect(await linksOf(hydra)).toEqual(DECLARED);
    await boardOf(hydra).note(SEEN);
    const known = [...DECLARED, "home/shop/api > home//cache observed"].toSorted();
    expect(await linksOf(hydra)).toEqual(known);
    hydra.engines[0]?.exit("cache", 1);
    await hydra.restart();
    expect(await linksOf(hydra)).toEqual(known);
    expect(await hydra.call(of, { name: "cache" })).toMatchObject({
      neededBy: [
        { name: "shop-api-1", because: "observed", steps: 1, over: null, since: expect.any(String) },
        { name: "shop-web-1", because: "compose", steps: 2, over: "shop-api-1", since: null },
      ],
    });
  });

  test("lets a connection go that nobody saw for a week", async () => {
    await using hydra = await watched();
    const clock = hydra.test.kernel.hostOf("dependencies").clock as ManualClock;
    await boardOf(hydra).note(SEEN);
    await boardOf(hydra).note(SEEN);
    clock.advance(8 * 86_400_000);
    await boardOf(hydra).note([]);
    expect(await linksOf(hydra)).toEqual(DECLARED);
    await hydra.restart();
    expect(await linksOf(hydra)).toEqual(DECLARED);
  });
});

describe("of one container", () => {
  test("what it needs and what needs it, also over others", async () => {
    await using hydra = await watched();
    expect(await hydra.call(of, { name: "api" })).toMatchObject({
      container: { key: "home/shop/api" },
      needs: [{ name: "shop-db-1", because: "label", steps: 1 }],
      neededBy: [{ name: "shop-web-1", because: "compose", steps: 1 }],
    });
    expect((await hydra.call(of, { name: "home/shop/web" }))["needs"]).toMatchObject([
      { name: "shop-api-1", steps: 1, over: null },
      { name: "shop-db-1", steps: 2, over: "shop-api-1" },
    ]);
  });

  test("a name that is none is told with what was meant", async () => {
    await using hydra = await watched();
    await expect(hydra.call(of, { name: "cachee" })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining('"cache"'),
    });
    await expect(hydra.call(of, { name: "cache", node: "nas" })).rejects.toMatchObject({ code: "not_found" });
    await expect(hydra.call(of, { name: "ignored" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("protection", () => {
  test("comes with the third that is seen to depend on something, and is said in a sentence", async () => {
    await using hydra = await watched();
    const pairs = ["home/shop/web", "home//torrent", "home//cache"].map((from) => ({ from, to: "home/shop/db" }));
    const protectedBecause = async (): Promise<unknown> => (await hydra.call(show, { name: "shop-db-1" }))["protectedBecause"];
    await boardOf(hydra).note(pairs.slice(0, 1));
    await boardOf(hydra).note(pairs);
    expect(await protectedBecause()).toBeNull();
    await boardOf(hydra).note(pairs);
    await vi.waitFor(async () => expect(await protectedBecause()).toBe("four others depend on it"), WAIT);
    await hydra.restart();
    await vi.waitFor(async () => expect(await protectedBecause()).toBe("four others depend on it"), WAIT);
    const listed = (await hydra.call(list)) as { containers: { name: string; protected: boolean; protectedBecause: string | null }[] };
    expect(Object.fromEntries(listed.containers.map((each) => [each.name, each.protectedBecause]))).toEqual({
      cache: "it is a database",
      "shop-api-1": null,
      "shop-db-1": "four others depend on it",
      "shop-web-1": null,
      torrent: null,
      vpn: "it is a VPN",
    });
    await hydra.call(correct, { key: "home/shop/db", isProtected: false });
    await vi.waitFor(async () => expect(await protectedBecause()).toBeNull(), WAIT);
  });
});
