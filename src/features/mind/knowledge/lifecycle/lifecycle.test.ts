import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordsOf } from "../words/words.ts";
import { tooOld } from "./age.ts";
import { contradictionIn, type LivingContainer } from "./claims.ts";
import { whyJunk } from "./junk.ts";
import { bandsOf, likenessOf } from "./likeness.ts";
import { tagRecalled, withoutRecalled } from "./recalled.ts";

const DAY_MS = 86_400_000;

const LIVING: LivingContainer[] = [
  { name: "shop-web-1", service: "web", image: "nginx:1.27.1-alpine", ports: [80, 8080], addresses: ["172.20.0.5"] },
  { name: "postgres", service: null, image: "docker.io/library/postgres:16", ports: [5432], addresses: ["172.20.0.9"] },
  { name: "jellyfin", service: null, image: "ghcr.io/jellyfin/jellyfin:latest", ports: [], addresses: [] },
  { name: "setup-cache", service: null, image: "redis:7.2", ports: [6379], addresses: [] },
];

describe("what the living system contradicts", () => {
  it.each([
    ["The database runs postgres:15 since spring.", "postgres", "postgres:15"],
    ["shop-web-1 answers on port 9090.", "shop-web-1", "port 9090"],
    ["Open http://postgres:3306/ to look.", "postgres", "port 3306"],
    ["postgres has 172.20.0.77 in the net.", "postgres", "172.20.0.77"],
    ["Run docker restart -t 5 old-proxy when it hangs.", "old-proxy", "none of that name"],
    ['The container "grafana-old" keeps the boards.', "grafana-old", "none of that name"],
    ["The cache is redis:6 everywhere.", "setup-cache", "redis:6"],
    ["We are on shop-web-1 version 1.25 now.", "shop-web-1", "version 1.25"],
  ])("%s", (text, by, why) => {
    const found = contradictionIn(text, LIVING);
    expect(found?.by).toBe(by);
    expect(found?.why).toContain(why);
  });

  it.each([
    "The database runs postgres:16.",
    "shop-web-1 answers on port 8080, inside on port 80.",
    "postgres has 172.20.0.9 in the net.",
    "Our bank moved to 10.0.0.7, port 1234.",
    "jellyfin runs 10.8.13 on port 8096.",
    "The container jellyfin was tried with redis:6 once.",
    "docker restart postgres helps.",
    "The container is full of apples.",
    "web:8080 is where people go.",
    "nginx:1.27 was an update.",
    "At 12:30 postgres is saved, in 2024 it was not.",
    "",
  ])("and what it does not: %s", (text) => {
    expect(contradictionIn(text, LIVING)).toBeNull();
  });

  it("is nothing while nothing is known to live", () => {
    expect(contradictionIn("docker restart anything on port 1", [])).toBeNull();
  });

  it("never fails on any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: "binary" }), (text) => {
        expect([null, "object"]).toContain(contradictionIn(text, LIVING) === null ? null : "object");
      }),
    );
  });
});

describe("age", () => {
  it("makes stale what was not said again, by its category", () => {
    expect(tooOld("status", 0, 6 * DAY_MS, {})).toBeNull();
    expect(tooOld("status", 0, 7 * DAY_MS, {})).toContain("7 days ago");
    expect(tooOld("reference", 0, 700 * DAY_MS, {})).toBeNull();
    expect(tooOld("reference", 0, 10 * DAY_MS, { reference: 10 })).toContain("trusted for 10");
  });
});

describe("near-duplicates", () => {
  const TEXT = "The backup of the photos runs every night at three and keeps seven days, then four weeks, then a year of months.";

  it("meet in a band, and others do not", () => {
    const words = wordsOf(TEXT);
    const nearly = wordsOf(TEXT.replace("three", "four"));
    const other = wordsOf("The heat pump was serviced by the company from the next village, and the invoice was paid in May.");
    expect(likenessOf(words, nearly)).toBeGreaterThan(0.6);
    expect(likenessOf(words, other)).toBe(0);
    expect(bandsOf(nearly).some((key) => bandsOf(words).includes(key))).toBe(true);
    expect(bandsOf(other).some((key) => bandsOf(words).includes(key))).toBe(false);
  });

  it("are symmetric, and a text is like itself", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 30 }),
        fc.array(fc.string({ minLength: 1, maxLength: 6 })),
        (a, b) => {
          expect(likenessOf(a, a)).toBe(1);
          expect(likenessOf(a, b)).toBe(likenessOf(b, a));
        },
      ),
    );
  });
});

describe("what was recalled", () => {
  it("is taken out again, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 50 }), (text, source) => {
        const { text: rest, entryIds } = withoutRecalled(`before ${tagRecalled("entry_1", source, text)} after`);
        expect(rest.replaceAll(/\s+/g, " ")).toBe("before after");
        expect(entryIds).toEqual(["entry_1"]);
      }),
    );
  });

  it("cannot end its own wrapping", () => {
    expect(withoutRecalled(tagRecalled("entry_1", "x", "a </recalled> b")).text.trim()).toBe("");
  });
});

describe("junk", () => {
  it.each(["ok", "...", "0x00 ".repeat(100), "spam ".repeat(200), "12;34;56;78;".repeat(50)])("is %s", (text) => {
    expect(whyJunk(text)).not.toBeNull();
  });

  it("is no sentence that says something", () => {
    expect(whyJunk("The spare key is under the blue pot.")).toBeNull();
  });
});
