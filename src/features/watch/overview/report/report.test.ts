import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runsAsLatest, type ReportFacts } from "./facts.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { scoreOf } from "./score.ts";
import { disguise } from "./share.ts";

/** Names and output that stand nowhere in Hydra's own words. */
const foreign = fc.stringMatching(/^[A-Z][a-z0-9]{3}[Qq][XxZz][a-z0-9A-Z_./:@-]{4,30}$/);

const anyFacts: fc.Arbitrary<ReportFacts> = fc.record({
  writtenAt: fc.constant("2026-01-02T03:04:05.000Z"),
  sentence: fc.constant("2 containers: 2 are well."),
  score: fc.constant({ value: 80, unknownBecause: null, parts: [] }),
  isDisguised: fc.constant(false),
  sections: fc.array(
    fc.record({
      title: fc.constantFrom("Lying checks", "Really down"),
      about: fc.constant("What to do."),
      containers: fc.array(
        fc.record({
          name: foreign,
          node: foreign,
          image: foreign,
          sentence: fc.constant("It answers."),
          evidence: fc.array(foreign, { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

describe("a shared report", () => {
  test("holds no name, no image, no address and no line of output", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const shared = disguise(facts);
        const written = `${reportMarkdown(shared)}${reportHtml(shared)}${JSON.stringify(shared)}`;
        for (const { name, node, image, evidence } of facts.sections.flatMap(({ containers }) => containers)) {
          for (const secret of [name, node, image, ...evidence]) expect(written).not.toContain(secret);
        }
      }),
    );
  });

  test("calls the same container the same everywhere, and keeps the counts", () => {
    const container = { name: "db", node: "tower", image: "postgres:15", sentence: "Down.", evidence: [] };
    const facts: ReportFacts = {
      writtenAt: "2026-01-02T03:04:05.000Z",
      sentence: "",
      score: { value: null, unknownBecause: "x", parts: [] },
      isDisguised: false,
      sections: [
        { title: "A", about: "", containers: [container] },
        { title: "B", about: "", containers: [{ ...container, name: "web" }, container] },
      ],
    };
    const [first, second] = disguise(facts).sections;
    expect(first?.containers.map(({ name }) => name)).toEqual(["container-1"]);
    expect(second?.containers.map(({ name }) => name)).toEqual(["container-2", "container-1"]);
  });
});

test("hostile names are text in both forms", () => {
  const container = {
    name: "<img src=x onerror=alert(1)>",
    node: "a\u001b[31m",
    image: "](javascript:x)",
    sentence: "Down.",
    evidence: ["```\n# title"],
  };
  const facts: ReportFacts = {
    writtenAt: "2026-01-02T03:04:05.000Z",
    sentence: "<b>",
    score: { value: 1, unknownBecause: null, parts: [] },
    isDisguised: false,
    sections: [{ title: "A", about: "", containers: [container] }],
  };
  expect(reportHtml(facts)).not.toMatch(/<img|<h1><b>|\p{Cc}(?<!\n)/u);
  expect(reportMarkdown(facts)).not.toMatch(/^# title|(?<!\\)<img|\p{Cc}(?<!\n)/mu);
  expect(reportMarkdown(facts)).toContain("\\](javascript:x)");
});

test.each([
  ["nginx", true],
  ["nginx:latest", true],
  ["registry.lan:5000/nginx", true],
  ["registry.lan:5000/nginx:1.27", false],
  ["nginx:1.27", false],
  ["nginx@sha256:abc", false],
  ["sha256:abcdef", false],
])("%s runs as latest: %s", (image, isLatest) => {
  expect(runsAsLatest(image)).toBe(isLatest);
});

describe("the score", () => {
  const well = { verdict: "well", cause: "healthy", state: "running", health: "healthy", answers: null } as const;

  test("is a hundred when nothing is wrong", () => {
    expect(scoreOf({ containers: [well], unbounded: 0, latest: 0, isFirstSightOver: true }).value).toBe(100);
  });

  test("is unknown before the first sight is over, without containers, and when too much is unsure", () => {
    const unsure = { ...well, verdict: "unsure", health: "unhealthy" } as const;
    expect(scoreOf({ containers: [well], unbounded: 0, latest: 0, isFirstSightOver: false }).value).toBeNull();
    expect(scoreOf({ containers: [], unbounded: 0, latest: 0, isFirstSightOver: true }).value).toBeNull();
    expect(scoreOf({ containers: [well, unsure], unbounded: 0, latest: 0, isFirstSightOver: true }).value).toBeNull();
  });

  test("never leaves 0 to 100, and its parts explain it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), fc.nat(60), fc.nat(60), (size, down, unbounded, latest) => {
        const containers = Array.from({ length: size }, (_, index) => (index < down ? ({ ...well, verdict: "down" } as const) : well));
        const { value, parts } = scoreOf({
          containers,
          unbounded: Math.min(size, unbounded),
          latest: Math.min(size, latest),
          isFirstSightOver: true,
        });
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBe(Math.round(100 - parts.reduce((sum, { lost }) => sum + lost, 0)));
      }),
    );
  });
});
