import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rankChanges, type Change, type ChangedSubject } from "./rank.ts";

const HAPPENED = Date.parse("2026-11-20T12:00:00Z");
const MINUTE = 60_000;
const HOUR = 3_600_000;

function thing(name: string, node = "home", project: string | null = "shop"): ChangedSubject {
  return { key: `${node}/${project ?? ""}/${name}`, name, node, project };
}

const web = thing("web");
const db = thing("db");
const disk = thing("disk-daemon", "home", null);
const nodes = [web, db, disk, thing("mail"), thing("other", "home", null), thing("far", "nas", null)];
const links = [
  { from: web.key, to: db.key, because: "compose" as const },
  { from: db.key, to: disk.key, because: "observed" as const },
];

function change(name: string, agoMs = 10 * MINUTE, said: Partial<Change> = {}): Change {
  return {
    at: new Date(HAPPENED - agoMs).toISOString(),
    kind: "container",
    node: "home",
    name,
    field: "image",
    what: "image changed from a to b",
    before: "a",
    after: "b",
    ...said,
  };
}

function rank(...changes: Change[]): { name: string; why: string }[] {
  return rankChanges(changes, web, HAPPENED, { nodes, links }).map(({ name, why }) => ({ name, why }));
}

describe("changes before an incident", () => {
  test("of one time are ranked by nearness in the graph, each with its reason", () => {
    const ranked = rank(
      change("far", 10 * MINUTE, { node: "nas" }),
      change("other"),
      change("mail"),
      change("home", 10 * MINUTE, { kind: "node", field: "engineVersion" }),
      change("disk-daemon"),
      change("db"),
      change("web"),
    );
    expect(ranked.map(({ name }) => name)).toEqual(["web", "db", "disk-daemon", "home", "mail", "other", "far"]);
    expect(ranked.map(({ why }) => why)).toEqual([
      "on itself, 10 minutes before",
      "on db, which it needs (says compose), 10 minutes before",
      "on disk-daemon, which it needs over others, 10 minutes before",
      "on its machine home, 10 minutes before",
      "on mail of the same project, 10 minutes before",
      "on other of the same machine, 10 minutes before",
      "on far of nas, 10 minutes before",
    ]);
  });

  test("on one thing are ranked by nearness in time", () => {
    expect(rank(change("web", 20 * HOUR), change("web", MINUTE), change("web", 2 * HOUR)).map(({ why }) => why)).toEqual([
      "on itself, 1 minute before",
      "on itself, 2 hours before",
      "on itself, 20 hours before",
    ]);
  });

  test("a fresh one nearby outweighs an old one on itself", () => {
    expect(rank(change("web", 20 * HOUR), change("db", 5 * MINUTE)).map(({ name }) => name)).toEqual(["db", "web"]);
  });

  test("later ones and those of the day before are none; a look that came a little late is forgiven", () => {
    expect(rank(change("web", -2 * MINUTE), change("web", 25 * HOUR), change("web", -30_000))).toEqual([
      { name: "web", why: "on itself, noticed right after" },
    ]);
  });

  test("of a container of the same name on another machine are not its own", () => {
    expect(rank(change("web", MINUTE, { node: "nas" }))).toEqual([{ name: "web", why: "on web of nas, 1 minute before" }]);
  });

  test("are ranked alike in whatever order they come, and circles end", () => {
    const circle = [...links, { from: disk.key, to: web.key, because: "label" as const }];
    const some = fc.record({ name: fc.constantFrom("web", "db", "disk-daemon", "mail"), ago: fc.integer({ min: -HOUR, max: 30 * HOUR }) });
    fc.assert(
      fc.property(fc.uniqueArray(some, { selector: ({ ago }) => ago }), (all) => {
        const changes = all.map(({ name, ago }) => change(name, ago));
        const ranked = rankChanges(changes, web, HAPPENED, { nodes, links: circle });
        expect(rankChanges(changes.toReversed(), web, HAPPENED, { nodes, links: circle })).toEqual(ranked);
        expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).toSorted((a, b) => b - a));
        expect(ranked.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
      }),
    );
  });
});
