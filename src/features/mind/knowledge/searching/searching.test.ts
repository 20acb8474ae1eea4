import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryWords, termOf, wordsOf } from "../words/words.ts";
import { isFlow } from "./neighbours.ts";
import { POSTING_TABLES, PostingStore } from "./posting-store.ts";
import { PostingWriter, readPostings } from "./postings.ts";
import { snippetOf } from "./snippet.ts";

const isAlive = (chunk: number): boolean => chunk % 5 !== 0;

describe("postings", () => {
  it("come back as they were written", () => {
    const posting = fc.tuple(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 63 }));
    fc.assert(
      fc.property(fc.uniqueArray(posting, { selector: ([id]) => id }), (postings) => {
        const sorted = postings.toSorted(([a], [b]) => a - b);
        const writer = new PostingWriter();
        for (const [id, inTitle, inText] of sorted) writer.add(id, inTitle, inText);
        const read: number[][] = [];
        readPostings(writer.bytes(), (...each) => read.push(each));
        expect(read).toEqual(sorted);
      }),
    );
  });

  it("are the same however often their segments were merged, without what is gone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 80 }), (sizes) => {
        const file = new Database(":memory:");
        file.exec(POSTING_TABLES);
        const store = new PostingStore(file);
        let id = 0;
        for (const size of sizes) {
          store.add(Array.from({ length: size }, () => ({ id: (id += 1), terms: new Map([["word", { inTitle: 0, inText: 1 }]]) })));
          while (store.merge(isAlive));
        }
        const found: number[] = [];
        store.visit("word", (chunk) => found.push(chunk));
        const segments = file.prepare("SELECT count(*) AS count FROM segments").get() as { count: number };
        expect(found.filter(isAlive)).toEqual(Array.from({ length: id }, (_, index) => index + 1).filter(isAlive));
        expect(store.lastChunk()).toBe(id);
        expect(segments.count).toBeLessThan(64);
        file.close();
      }),
      { numRuns: 30 },
    );
  });
});

describe("words", () => {
  it("meet in their other forms, and keep apart what differs", () => {
    for (const [one, other] of [
      ["connected", "connection"],
      ["studies", "study"],
      ["running", "runs"],
      ["rational", "rationality"],
    ] as const)
      expect(termOf(one)).toBe(termOf(other));
    expect(termOf("news")).not.toBe(termOf("newer"));
    expect(termOf("gpt4")).toBe("gpt4");
  });

  it("are found in any writing", () => {
    expect(wordsOf("Größe, Café ÉTÉ naïve")).toEqual(["große", "cafe", "ete", "naive"]);
    expect(wordsOf("東京都")).toEqual(["東京", "京都"]);
    expect(wordsOf("a.b-c_d 10.0.0.1")).toEqual(["a", "b", "c", "d", "10", "0", "0", "1"]);
  });

  it("of a query leave out stop words, unless there are no others", () => {
    expect(queryWords("How do I restore the backup?")).toEqual(["restore", "backup"]);
    expect(queryWords("to be or not to be")).toEqual(["to", "be", "or", "not"]);
  });
});

describe("snippets", () => {
  it("show the place that has most of the words, on one line", () => {
    const text = `${"filler words stand here ".repeat(40)}\nthe gate code is on the fridge\n${"more filler ".repeat(40)}`;
    const snippet = snippetOf(text, new Set(["gate", "code", "fridg"]));
    expect(snippet).toContain("gate code is on the fridge");
    expect(snippet.length).toBeLessThan(300);
    expect(snippet).not.toContain("\n");
  });
});

describe("talk that flows", () => {
  const topics = [
    "dog walk park lead",
    "boat sail harbour wind",
    "bread oven flour yeast",
    "tax form office letter",
    "piano lesson scales teacher",
    "snow shovel path salt",
  ];
  const told = (index: number): string[] => {
    const words = (topics[index] as string).split(" ");
    return [words[index % 4] as string, words[(index + 1) % 4] as string, "day", "thing"];
  };

  it("is told from things in no order", () => {
    const talk = Array.from({ length: 120 }, (_, turn) => {
      const words = (topics[Math.floor(turn / 8) % topics.length] as string).split(" ");
      return [words[turn % 4] as string, words[(turn + 1) % 4] as string, `only${turn}`];
    });
    const shuffled = talk
      .map((words, index) => ({ words, order: Math.imul(index + 1, 0x9e_37_79_b1) ^ (index << 7) }))
      .toSorted((a, b) => a.order - b.order);
    expect(isFlow(talk)).toBe(true);
    expect(isFlow(shuffled.map(({ words }) => words))).toBe(false);
    expect(isFlow(topics.map((_, index) => told(index)))).toBe(false);
  });
});
