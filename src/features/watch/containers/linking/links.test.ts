import { describe, expect, test } from "vitest";
import { containerFacts } from "../../../../integrations/docker/fake.ts";
import { identityOf } from "../../../../integrations/docker/identity.ts";
import { declaredLinks, type Linked } from "./links.ts";
import { Ties } from "./ties.ts";

interface Made {
  node?: string;
  project?: string;
  labels?: Record<string, string>;
  networkMode?: string;
}

function made(name: string, { node = "home", project, labels = {}, networkMode = "bridge" }: Made = {}): Linked {
  const compose: Record<string, string> =
    project === undefined ? {} : { "com.docker.compose.project": project, "com.docker.compose.service": name };
  const facts = containerFacts({
    name: project === undefined ? name : `${project}-${name}-1`,
    labels: { ...compose, ...labels },
    networkMode,
  });
  return { facts, identity: identityOf(node, facts) };
}

function linksOf(all: readonly Linked[], said: Record<string, readonly string[]> = {}, gone: Record<string, string> = {}): string[] {
  return declaredLinks(
    all,
    (key) => said[key] ?? null,
    (id) => gone[id],
  ).map(({ from, to, because }) => `${from} > ${to} ${because}`);
}

const dependsOn = (text: string): Record<string, string> => ({ "com.docker.compose.depends_on": text });
const depends = (text: string): Record<string, string> => ({ "hydra.depends": text });

describe("links that are declared", () => {
  test("compose's are to services of the same project, all replicas, and no errand", () => {
    const web = made("web", { project: "shop", labels: dependsOn("db:service_healthy:false,gone:service_started:true") });
    const db = made("db", { project: "shop" });
    const replica = made("db", { project: "shop", labels: { "com.docker.compose.container-number": "2" } });
    const errand = made("db", { project: "shop", labels: { "com.docker.compose.oneoff": "True" } });
    expect(linksOf([web, db, replica, errand, made("db", { project: "blog" }), made("db", { node: "nas", project: "shop" })])).toEqual([
      "home/shop/web > home/shop/db compose",
      "home/shop/web > home/shop/db#2 compose",
    ]);
  });

  test("a label names services, containers, and things of other machines", () => {
    const api = made("api", { project: "shop", labels: depends(" db, standalone ,nas/store, mail/db, ,unheard-of, only") });
    const all = [
      api,
      made("db", { project: "shop" }),
      made("db", { project: "blog" }),
      made("standalone"),
      made("store", { node: "nas" }),
      made("only", { node: "nas", project: "far" }),
    ];
    expect(linksOf(all)).toEqual([
      "home/shop/api > home/shop/db label",
      "home/shop/api > home//standalone label",
      "home/shop/api > nas//store label",
      "home/shop/api > nas/far/only label",
    ]);
  });

  test("a name that several far ones bear means none", () => {
    const all = [made("api", { labels: depends("db") }), made("db", { node: "nas" }), made("db", { node: "attic" })];
    expect(linksOf(all)).toEqual([]);
    expect(linksOf([...all, made("db", { project: "shop" })])).toEqual(["home//api > home/shop/db label"]);
  });

  test("a person's word stands in place of label and compose, not of a shared network", () => {
    const all = [
      made("api", { project: "shop", labels: { ...depends("cache"), ...dependsOn("db") }, networkMode: "container:vpn" }),
      made("db", { project: "shop" }),
      made("cache", { project: "shop" }),
      made("vpn"),
    ];
    const network = "home/shop/api > home//vpn network-namespace";
    expect(linksOf(all)).toEqual([network, "home/shop/api > home/shop/cache label", "home/shop/api > home/shop/db compose"]);
    expect(linksOf(all, { "home/shop/api": ["db"] })).toEqual([network, "home/shop/api > home/shop/db person"]);
    expect(linksOf(all, { "home/shop/api": [] })).toEqual([network]);
  });

  test("a network is shared by name, by id, and with one that is gone and came again", () => {
    const vpn = made("vpn");
    const byId = made("torrent", { networkMode: `container:${vpn.facts.id}` });
    const byOldId = made("indexer", { networkMode: "container:0ld" });
    expect(linksOf([vpn, byId, byOldId], {}, { "0ld": "home//vpn" })).toEqual([
      "home//torrent > home//vpn network-namespace",
      "home//indexer > home//vpn network-namespace",
    ]);
  });

  test("of one pair the surest reason stands, and nothing needs itself", () => {
    const all = [made("a", { labels: depends("b, a"), networkMode: "container:b" }), made("b")];
    expect(linksOf(all)).toEqual(["home//a > home//b network-namespace"]);
  });
});

describe("ties", () => {
  test("are worked out again only when names, labels or networks change; who depends is counted once", () => {
    const entries = new Map<string, Linked>();
    let said: readonly string[] | null = null;
    const ties = new Ties({ entries: () => entries.values(), saidOf: () => said });
    const put = (linked: Linked): void => {
      ties.meet(linked, entries.get(linked.facts.id));
      entries.set(linked.facts.id, linked);
    };
    put(made("db"));
    put(made("api", { labels: depends("db") }));
    const first = ties.declared;
    expect(ties.dependentsOf("home//db")).toEqual({ count: 1, onItsNetwork: 0 });
    put(made("api", { labels: depends("db") }));
    expect(ties.declared).toBe(first);
    put(made("web", { networkMode: "container:db" }));
    expect(ties.declared).not.toBe(first);
    ties.observe("home//web", "home//db", true);
    ties.observe("home//api", "home//db", true);
    ties.observe("home//long-gone", "home//db", true);
    expect(ties.dependentsOf("home//db")).toEqual({ count: 2, onItsNetwork: 1 });
    put(made("mail"));
    ties.observe("home//mail", "home//db", true);
    expect(ties.dependentsOf("home//db")).toEqual({ count: 3, onItsNetwork: 1 });
    said = [];
    ties.forget();
    expect(ties.dependentsOf("home//db")).toEqual({ count: 1, onItsNetwork: 1 });
    said = null;
    ties.observe("home//mail", "home//db", false);
    expect(ties.dependentsOf("home//db").count).toBe(2);
  });

  test("of 200 containers are worked out in a moment", () => {
    const all = Array.from({ length: 200 }, (_, at) =>
      made(`service-${at}`, { project: `p${at % 20}`, labels: dependsOn(`service-${(at + 20) % 200},service-${(at + 40) % 200}`) }),
    );
    linksOf(all);
    const began = performance.now();
    expect(linksOf(all)).toHaveLength(400);
    // A millisecond or two; the limit only tells a square of the containers from a line on a busy machine.
    expect(performance.now() - began).toBeLessThan(200);
  });
});
