import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Box, Link } from "./graph.ts";
import { depths, withoutCircles } from "./layers.ts";
import { BOX, layoutOf, type Layout } from "./layout.ts";

const key = fc.integer({ min: 0, max: 30 }).map((number) => `s${number}`);
const boxes = fc.uniqueArray(fc.record({ key, group: fc.constantFrom(null, "media", "ai", "<img>", "home") }), {
  selector: (box) => box.key,
  maxLength: 30,
  size: "max",
});
/** Ends that are not there, links to oneself, links twice and circles are among them. */
const links = fc.array(fc.record({ from: key, to: key }), { maxLength: 60, size: "max" });
const inAnyOrder = <T>(list: T[]): fc.Arbitrary<[T[], T[]]> =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }));
const width = fc.constantFrom(200, 390, 1_400);

const box = (name: string, group: string | null = null): Box => ({ key: name, group });
const link = (from: string, to: string): Link => ({ from, to });
const placeOf = ({ boxes: placed }: Layout, name: string): { x: number; y: number } => {
  const found = placed.find((each) => each.key === name);
  if (found === undefined) throw new Error(`${name} is not drawn`);
  return found;
};

describe("the layout of any graph", () => {
  test("holds every box once, drawn or loose, and no two boxes overlap", () => {
    fc.assert(
      fc.property(boxes, links, width, (told, between, room) => {
        const { boxes: placed, loose, width: wide, height } = layoutOf(told, between, room);
        expect([...placed.map((each) => each.key), ...loose].toSorted()).toEqual(told.map((each) => each.key).toSorted());
        for (const [index, one] of placed.entries()) {
          expect(Math.min(one.x, one.y, wide - one.x - BOX.width, height - one.y - BOX.height)).toBeGreaterThan(-1e-6);
          for (const other of placed.slice(index + 1)) {
            const isApart = Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height - 1e-6;
            expect(isApart).toBe(true);
          }
        }
      }),
    );
  });

  test("draws each link between two boxes once, from the edge of one to the edge of the other", () => {
    fc.assert(
      fc.property(boxes, links, width, (told, between, room) => {
        const layout = layoutOf(told, between, room);
        const there = new Set(told.map((each) => each.key));
        const wanted = between.filter(({ from, to }) => from !== to && there.has(from) && there.has(to));
        const pairs = layout.links.map((each) => `${each.link.from} ${each.link.to}`);
        expect(pairs.toSorted()).toEqual([...new Set(wanted.map(({ from, to }) => `${from} ${to}`))].toSorted());
        for (const { link: drawn, points } of layout.links) {
          for (const [point, name] of [[points[0], drawn.from] as const, [points.at(-1), drawn.to] as const]) {
            const { x, y } = placeOf(layout, name);
            expect([x, x + BOX.width]).toContain(point?.x);
            expect(point?.y).toBeCloseTo(y + BOX.height / 2);
          }
        }
      }),
    );
  });

  test("is the same in whatever order the graph is told", () => {
    fc.assert(
      fc.property(boxes.chain(inAnyOrder), links.chain(inAnyOrder), ([told, toldAgain], [between, betweenAgain]) => {
        expect(layoutOf(toldAgain, betweenAgain, 1_400)).toEqual(layoutOf(told, between, 1_400));
      }),
    );
  });

  test("keeps each group in frames of its own, in which no other group's box stands", () => {
    fc.assert(
      fc.property(boxes, links, (told, between) => {
        const layout = layoutOf(told, between, 1_400);
        for (const frame of layout.groups)
          for (const each of layout.boxes) {
            const isInside =
              each.x < frame.x + frame.width &&
              each.x + BOX.width > frame.x &&
              each.y < frame.y + frame.height &&
              each.y + BOX.height > frame.y;
            expect(isInside).toBe(told.find((one) => one.key === each.key)?.group === frame.name);
          }
      }),
    );
  });

  test("opens every circle: what is needed stands deeper than what needs it, but for the links that were turned", () => {
    fc.assert(
      fc.property(links, (between) => {
        const keys = [...new Set(between.flatMap(({ from, to }) => [from, to]))];
        const laid = withoutCircles(
          keys,
          between.filter(({ from, to }) => from !== to),
        );
        const depth = depths(keys, laid);
        for (const { from, to } of laid) expect(depth.get(from) ?? 0).toBeGreaterThan(depth.get(to) ?? 0);
      }),
    );
  });
});

describe("a drawing", () => {
  test("what is needed stands right of what needs it, each as near as it can", () => {
    const layout = layoutOf([box("web"), box("api"), box("db")], [link("web", "api"), link("api", "db"), link("web", "db")], 1_400);
    const [web, api, db] = ["web", "api", "db"].map((name) => placeOf(layout, name).x);
    expect([web, api, db]).toEqual([web, api, db].toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(new Set([web, api, db]).size).toBe(3);
  });

  test("lines that need not cross do not cross", () => {
    const names = ["a", "b", "c", "d"];
    const layout = layoutOf(
      [...names.map((name) => box(`web-${name}`)), ...names.map((name) => box(`db-${name}`)), box("proxy")],
      [...names.map((name, index) => link(`web-${name}`, `db-${names[3 - index]}`)), ...names.map((name) => link("proxy", `web-${name}`))],
      1_400,
    );
    const webs = names.map((name) => placeOf(layout, `web-${name}`).y);
    const dbs = names.map((_, index) => placeOf(layout, `db-${names[3 - index]}`).y);
    for (const [index, y] of webs.entries()) expect(dbs[index]).toBeCloseTo(y);
  });

  test("two that need each other are drawn with one line, told twice", () => {
    const { links: drawn } = layoutOf([box("a"), box("b")], [link("a", "b"), link("b", "a")], 1_400);
    expect(drawn).toHaveLength(2);
    expect(drawn[0]?.points).toEqual(drawn[1]?.points.toReversed());
  });

  test("what has nothing to do with each other stands side by side while there is room", () => {
    const pairs = Array.from({ length: 4 }, (_, index) => `p${index}`);
    const wide = layoutOf(
      pairs.flatMap((name) => [box(`${name}-web`, name), box(`${name}-db`, name)]),
      pairs.map((name) => link(`${name}-web`, `${name}-db`)),
      1_400,
    );
    expect(wide.width).toBeLessThanOrEqual(1_400);
    expect(new Set(wide.groups.map(({ y }) => y)).size).toBe(2);
    expect(wide.groups.map(({ name }) => name).toSorted()).toEqual(pairs);
  });

  test("a cluster of a thousand links is laid out while a person waits for nothing", () => {
    const many = Array.from({ length: 300 }, (_, index) => box(`s${index}`, `p${index % 12}`));
    const lines = Array.from({ length: 1_000 }, (_, index) => link(`s${(index * 7) % 300}`, `s${(index * 13 + 5) % 300}`));
    expect(layoutOf(many, lines, 1_400).boxes.length).toBeGreaterThan(250);
  });
});
