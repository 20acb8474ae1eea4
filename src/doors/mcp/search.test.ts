import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lampsFeature } from "../testing/lamps.ts";
import { searchOperations } from "./search.ts";
import { toolNameOf } from "./tool-names.ts";

const { operations } = lampsFeature();
const found = (query: string): string[] => searchOperations(operations, query, 3).map(({ name }) => name);

describe("finding operations by words", () => {
  it("knows names, summaries, sentences and inputs", () => {
    expect(found("switch on")[0]).toBe("lamps.switchOn");
    expect(found("read manual")[0]).toBe("lamps.manual");
    expect(found("light up")[0]).toBe("lamps.switchOn");
    expect(found("tags")).toEqual(["lamps.list"]);
  });

  it("takes another ending for the same word", () => {
    expect(found("smashing")[0]).toBe("lamps.smash");
    expect(found("pictures")[0]).toBe("lamps.addPicture");
  });

  it("answers nothing for words that nothing speaks of, and never more than wanted", () => {
    expect(found("zzz qqq")).toEqual([]);
    expect(found("... !")).toEqual([]);
    expect(found("lamps")).toHaveLength(3);
  });
});

describe("names of tools", () => {
  it("are feature_verb in small letters", () => {
    expect(toolNameOf("lamps.list")).toBe("lamps_list");
    expect(toolNameOf("lamps.switchOn")).toBe("lamps_switch_on");
  });

  it("never meet: two operations are two tools", () => {
    const name = fc.stringMatching(/^[a-c]{1,3}\.[a-c][a-cA-C]{0,3}$/);
    fc.assert(fc.property(name, name, (one, other) => (toolNameOf(one) === toolNameOf(other)) === (one === other)));
  });
});
