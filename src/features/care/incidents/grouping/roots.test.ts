import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Link, LinkReason, Sick } from "./link.ts";
import { findRoots } from "./roots.ts";

const T0 = 1_000_000_000;
const MINUTE = 60_000;

function sick(key: string, said: Partial<Sick> = {}): Sick {
  return { key, node: "home", trouble: "crashed", category: "unknown", at: T0, ...said };
}

function needs(from: string, to: string, because: LinkReason = "compose"): Link {
  return { from, to, because };
}

function rootsOf(...arguments_: Parameters<typeof findRoots>): Record<string, string> {
  return Object.fromEntries([...findRoots(...arguments_)].map(([key, { root }]) => [key, root]));
}

describe("links", () => {
  test("a hung database with six services failing behind it is one root", () => {
    const services = ["a", "b", "c", "d", "e", "f"];
    const found = findRoots(
      // The services notice before anybody has looked at the database itself.
      [...services.map((key, at) => sick(key, { at: T0 + at * 1_000 })), sick("db", { at: T0 + 20_000, trouble: "hung" })],
      services.map((key) => needs(key, "db")),
    );
    expect([...found.values()].map(({ root }) => root)).toEqual(Array.from({ length: 7 }, () => "db"));
    expect(found.get("a")?.way).toEqual([needs("a", "db")]);
    expect(found.get("db")?.way).toEqual([]);
  });

  test("lead as deep as things are sick", () => {
    const links = [needs("page", "api"), needs("api", "db"), needs("db", "disk-daemon")];
    expect(rootsOf([sick("page"), sick("api"), sick("db")], links)).toEqual({ page: "db", api: "db", db: "db" });
    expect(findRoots([sick("page"), sick("api"), sick("db")], links).get("page")?.way).toEqual([needs("page", "api"), needs("api", "db")]);
  });

  test("end at what is well, go on through what nobody sees", () => {
    const links = [needs("page", "api"), needs("api", "db")];
    expect(rootsOf([sick("page"), sick("db")], links)).toEqual({ page: "page", db: "db" });
    const found = findRoots([sick("page"), sick("db")], links, { unseen: new Set(["api"]) });
    expect(found.get("page")).toEqual({ root: "db", way: links });
    expect(rootsOf([sick("page")], links, { unseen: new Set(["api", "db"]) })).toEqual({ page: "page" });
  });

  test("explain nothing that began more than five minutes before", () => {
    const links = [needs("api", "db")];
    expect(rootsOf([sick("api"), sick("db", { at: T0 + 5 * MINUTE })], links)["api"]).toBe("db");
    expect(rootsOf([sick("api"), sick("db", { at: T0 + 5 * MINUTE + 1 })], links)["api"]).toBe("api");
  });

  test("in a circle lead to the one that began first, and out of it when something deeper is sick", () => {
    const circle = [needs("a", "b"), needs("b", "c"), needs("c", "a"), needs("x", "a")];
    const all = [sick("a", { at: T0 + 2 }), sick("b", { at: T0 + 1 }), sick("c", { at: T0 + 3 }), sick("x")];
    expect(rootsOf(all, circle)).toEqual({ a: "b", b: "b", c: "b", x: "b" });
    expect(rootsOf([...all, sick("db", { at: T0 + 9 })], [...circle, needs("c", "db")])).toEqual({
      a: "db",
      b: "db",
      c: "db",
      x: "db",
      db: "db",
    });
    expect(rootsOf([sick("a")], [needs("a", "a")])).toEqual({ a: "a" });
  });

  test("of several roots the first is taken, and of those that fell together the one that explains most", () => {
    const links = [needs("api", "db"), needs("api", "cache"), needs("shop", "db"), needs("blog", "db")];
    const well = [sick("api"), sick("shop"), sick("blog")];
    const together = [...well, sick("cache", { at: T0 - 10_000 }), sick("db", { at: T0 })];
    expect(rootsOf(together, links)["api"]).toBe("db");
    const apart = [...well, sick("cache", { at: T0 - 4 * MINUTE }), sick("db", { at: T0 })];
    expect(rootsOf(apart, links)["api"]).toBe("cache");
  });

  test("what shares the network of a sick owner suffers from the owner", () => {
    const links = ["torrent", "indexer"].map((key) => needs(key, "gluetun", "network-namespace"));
    expect(rootsOf([sick("torrent"), sick("indexer"), sick("gluetun")], links)).toEqual({
      torrent: "gluetun",
      indexer: "gluetun",
      gluetun: "gluetun",
    });
  });

  test.each([
    ["ran out of memory", { trouble: "out_of_memory", category: "out_of_memory", confidence: 0.95 }],
    ["cannot have its port", { trouble: "cannot_start", category: "port_conflict", confidence: 0.9 }],
    ["has wrong settings, for sure", { trouble: "crash_loop", category: "config_error", confidence: 0.85 }],
  ])("what %s suffers from nothing that it needs, and others from it", (_what, said) => {
    const links = [needs("api", "db", "label"), needs("page", "api")];
    const all = [sick("db", { at: T0 - MINUTE }), sick("api", said), sick("page")];
    expect(rootsOf(all, links)).toEqual({ db: "db", api: "api", page: "api" });
    // One of several reports is enough.
    expect(rootsOf([...all, sick("api")], links)["api"]).toBe("api");
    const lost = sick("node/home", { trouble: "node_lost" });
    expect(rootsOf([lost, sick("api", said)], links)["api"]).toBe("node/home");
  });

  test("a mere guess at a reason is none", () => {
    const guess = { trouble: "crashed", category: "config_error", confidence: 0.5 };
    expect(rootsOf([sick("db"), sick("api", guess)], [needs("api", "db")])["api"]).toBe("db");
  });

  test("nothing sick has no roots", () => {
    expect(findRoots([], [needs("a", "b")]).size).toBe(0);
  });
});

describe("shared ground", () => {
  test("two without space on one machine suffer from its disk, and so does what needs them", () => {
    const full = { category: "disk_full" };
    const all = [sick("db", full), sick("photos", full), sick("api"), sick("other", { ...full, node: "nas" })];
    const found = findRoots(all, [needs("api", "db")]);
    expect(rootsOf(all, [needs("api", "db")])).toEqual({ db: "disk/home/*", photos: "disk/home/*", api: "disk/home/*", other: "other" });
    expect(found.get("api")?.way).toEqual([needs("api", "db")]);
    expect(found.get("db")?.way).toEqual([]);
  });

  test("a disk that is known to be full explains even one", () => {
    const disk = sick("disk/home//var", { trouble: "disk_full", at: T0 - MINUTE });
    expect(rootsOf([disk, sick("db", { category: "disk_full" }), sick("api")], [])).toEqual({
      "disk/home//var": "disk/home//var",
      db: "disk/home//var",
      api: "api",
    });
  });

  test("two that fail at the card of one machine suffer from the card", () => {
    const all = [sick("ollama", { category: "gpu_oom" }), sick("comfy", { category: "gpu_driver" })];
    expect(rootsOf(all, [])).toEqual({ ollama: "gpu/home", comfy: "gpu/home" });
    expect(rootsOf(all.slice(0, 1), [])).toEqual({ ollama: "ollama" });
  });

  test("a lost machine explains everything that fell with it, not what was ill long before", () => {
    const lost = sick("node/nas", { node: "nas", trouble: "node_lost" });
    const all = [
      lost,
      sick("a", { node: "nas" }),
      sick("b", { node: "nas", category: "disk_full" }),
      sick("old", { node: "nas", at: T0 - 60 * MINUTE }),
      sick("elsewhere"),
    ];
    expect(rootsOf(all, [needs("elsewhere", "a")])).toEqual({
      "node/nas": "node/nas",
      a: "node/nas",
      b: "node/nas",
      old: "old",
      elsewhere: "node/nas",
    });
  });

  test("two that find no names suffer from the sick name server beside them", () => {
    const dns = { category: "dns" };
    const all = [sick("a", dns), sick("b", dns), sick("far", { ...dns, node: "nas" }), sick("pihole", { trouble: "hung" })];
    expect(rootsOf(all, [], { dnsServers: new Set(["pihole"]) })).toEqual({ a: "pihole", b: "pihole", far: "far", pihole: "pihole" });
    expect(rootsOf(all.slice(1), [], { dnsServers: new Set(["pihole"]) })["b"]).toBe("b");
    expect(rootsOf(all, [])["a"]).toBe("a");
  });
});

describe("for every cluster", () => {
  const key = fc.integer({ min: 0, max: 14 }).map((number) => `c${number}`);
  const node = fc.constantFrom("home", "nas");
  const someSick = fc.oneof(
    fc.record({
      key,
      node,
      trouble: fc.constantFrom("crashed", "hung", "unhealthy"),
      category: fc.constantFrom("unknown", "disk_full", "gpu_oom", "dns", "connection_refused"),
      at: fc.integer({ min: 0, max: 900_000 }),
    }),
    node.map((name) => sick(`node/${name}`, { node: name, trouble: "node_lost", at: 300_000 })),
    node.map((name) => sick(`disk/${name}//`, { node: name, trouble: "disk_full", at: 200_000 })),
  );
  const world = fc.record({
    sick: fc.array(someSick, { maxLength: 25 }),
    links: fc.array(fc.record({ from: key, to: key, because: fc.constantFrom<LinkReason>("compose", "label", "observed") }), {
      maxLength: 40,
    }),
    unseen: fc.array(key).map((keys) => new Set(keys)),
    dnsServers: fc.array(key, { maxLength: 2 }).map((keys) => new Set(keys)),
  });

  test("the order of what was noticed does not matter", () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), ({ sick: all, links, ...rest }, random) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, at: random.next().value as number }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const found = findRoots(all, links, rest);
        const again = findRoots(shuffled(all), shuffled(links), rest);
        expect([...again].toSorted()).toEqual([...found].toSorted());
      }),
    );
  });

  test("each sick thing has a root, which is sick or ground, is its own root, and is reached by its way", () => {
    fc.assert(
      fc.property(world, ({ sick: all, links, ...rest }) => {
        const found = findRoots(all, links, rest);
        expect(new Set(found.keys())).toEqual(new Set(all.map((each) => each.key)));
        for (const [from, { root, way }] of found) {
          const isGround = /^(node|disk|gpu)\//.test(root);
          expect(found.get(root) ?? { root, way: [] }).toEqual({ root, way: [] });
          expect(found.has(root) || isGround).toBe(true);
          expect(way.map((link) => link.from)).toEqual(way.length === 0 ? [] : [from, ...way.slice(0, -1).map((link) => link.to)]);
          for (const link of way) expect(links).toContainEqual(link);
        }
      }),
    );
  });

  test("five hundred containers with two thousand links are quickly done", () => {
    const all = Array.from({ length: 500 }, (_, at) => sick(`c${at}`, { at: T0 + ((at * 7_919) % 60_000) }));
    const links = Array.from({ length: 2_000 }, (_, at) => needs(`c${(at * 31) % 500}`, `c${(at * 17 + 3) % 500}`));
    findRoots(all, links);
    const began = performance.now();
    expect(findRoots(all, links).size).toBe(500);
    // A few milliseconds; the limit only tells a quadratic search from a linear one on a busy machine.
    expect(performance.now() - began).toBeLessThan(500);
  });
});
