import fc from "fast-check";
import { expect, test } from "vitest";
import { COLUMNS, NO_FILTERS, readAddress, SECTIONS, writeAddress } from "./address.ts";

test("a plain address is short, and says what is open", () => {
  expect(writeAddress({ opened: null, filters: NO_FILTERS })).toBe("/containers");
  expect(writeAddress({ opened: { node: "nas", name: "web", section: "logs" }, filters: { ...NO_FILTERS, states: ["down"] } })).toBe(
    "/containers/nas/web/logs/state=down",
  );
  expect(readAddress("/containers/nas/web").opened).toEqual({ node: "nas", name: "web", section: "overview" });
  expect(readAddress("/containers/nas")).toEqual({ opened: null, filters: NO_FILTERS });
});

test("whatever it says is read back, and never looks like a question to the server", () => {
  const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 3 });
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed());
  const filters = fc.record({
    sought: fc.string({ unit: "grapheme" }),
    states: texts,
    projects: texts,
    nodes: texts,
    sorting: fc.record({ column: fc.constantFrom(...COLUMNS), isDescending: fc.boolean() }),
    at: fc.constantFrom(null, "2026-11-23T10:00:00.000Z"),
  });
  const opened = fc.option(fc.record({ node: word, name: word, section: fc.constantFrom(...SECTIONS) }));
  fc.assert(
    fc.property(fc.record({ opened, filters }), (address) => {
      const written = writeAddress(address);
      expect(written).not.toMatch(/[?#]/);
      expect(readAddress(written)).toEqual(address);
    }),
  );
});

test("what nobody wrote is read as nothing", () => {
  expect(readAddress("/containers/sort=nonsense&x=1").filters).toEqual(NO_FILTERS);
  expect(readAddress("/containers/%/web/nonsense").opened).toEqual({ node: "%", name: "web", section: "overview" });
});
