import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rank, type Entry, type EntryKind } from "./rank.ts";

function entry(kind: EntryKind, title: string, also = ""): Entry {
  return { id: `${kind} ${title}`, kind, title, also, aside: "", chosen: { kind: "go", to: "/" } };
}

const entries = [
  entry("page", "What happened"),
  entry("page", "Operations"),
  entry("container", "open-webui", "ai nas running"),
  entry("container", "jellyfin", "media nas well"),
  entry("container", "jellyseerr", "media nas well"),
  entry("incident", "jellyfin is down: it crashed", "jellyfin-17"),
  entry("saying", "restart jellyfin"),
  entry("saying", "restart open-webui"),
  entry("operation", "Restart a container and wait until it is well", "containers.restart"),
  entry("operation", "List what each grant allows", "grants.list"),
];

function titles(query: string, recent: string[] = []): string[] {
  return rank(entries, query, recent, 50).map(({ title }) => title);
}

describe("what a query means", () => {
  test.each([
    ["jelly", "jellyfin"],
    ["jellyfin", "jellyfin"],
    ["ow", "open-webui"],
    ["webui", "open-webui"],
    ["restart jellyfin", "restart jellyfin"],
    ["jellyfin restart", "restart jellyfin"],
    ["rest web", "restart open-webui"],
    ["wh", "What happened"],
    ["grants", "List what each grant allows"],
    ["containers.restart", "Restart a container and wait until it is well"],
    ["jlfin", "jellyfin"],
    ["JELLYSEERR", "jellyseerr"],
    ["jéllyfin", "jellyfin"],
  ])("%s: %s", (query, first) => expect(titles(query)[0]).toBe(first));

  test("every word has to stand somewhere", () => {
    expect(titles("restart nothing")).toEqual([]);
    expect(titles("xyz")).toEqual([]);
    expect(titles("media").toSorted()).toEqual(["jellyfin", "jellyseerr"]);
  });

  test("what was used lately comes first among what is alike, and before all without a query", () => {
    expect(titles("jelly", ["container jellyseerr"])[0]).toBe("jellyseerr");
    expect(titles("", ["saying restart jellyfin", "page Operations"]).slice(0, 3)).toEqual([
      "restart jellyfin",
      "Operations",
      "What happened",
    ]);
    expect(titles("jellyfin", ["container jellyseerr"])[0]).toBe("jellyfin");
  });

  test("what is alike stays in its order, and nothing is told twice", () => {
    const alike = ["alpha", "betas", "gamma", "delta"].map((title) => entry("page", `${title} one`));
    expect(rank(alike, "one", [], 10).map(({ title }) => title)).toEqual(alike.map(({ title }) => title));
    expect(rank(alike, "one", [], 2)).toHaveLength(2);
  });

  test("one operation does not drown all others", () => {
    const say = (name: string): Entry => ({
      ...entry("saying", `restart ${name}`),
      chosen: { kind: "do", operation: "containers.restart", input: { name }, isSaid: true },
    });
    const many = [
      ...Array.from({ length: 60 }, (_, index) => say(`web${index}`)),
      entry("operation", "Restart a container", "containers.restart"),
    ];
    const found = rank(many, "restart", [], 50).map(({ title }) => title);
    expect(found).toContain("Restart a container");
    expect(found.length).toBeLessThan(20);
    expect(rank(many, "restart web59", [], 50)[0]?.title).toBe("restart web59");
  });

  test("whatever is typed is ranked: no sign is read as anything but itself", () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        const found = rank(entries, query, [], 50);
        expect(new Set(found).size).toBe(found.length);
        expect(entries).toEqual(expect.arrayContaining(found));
      }),
    );
  });
});
