import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readServerEvents, type ServerEvent } from "./sse.ts";

async function read(chunks: Iterable<string>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readServerEvents(chunks)) events.push(event);
  return events;
}

/** Cut a text into pieces at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe("readServerEvents", () => {
  it("reads names, ids and data of several lines; comments and retries are nothing", async () => {
    const text = "retry: 2000\n\n: still here\n\nid: 7\nevent: note\ndata: one\ndata:two\n\ndata: three\n\n";
    expect(await read([text])).toEqual([
      { event: "note", id: "7", data: "one\ntwo" },
      { event: null, id: "7", data: "three" },
    ]);
  });

  it("drops what the end cut off", async () => {
    expect(await read(["data: whole\n\ndata: half\n"])).toEqual([{ event: null, id: null, data: "whole" }]);
  });

  it("reads the same however the text is cut into pieces, and whatever ends its lines", async () => {
    const line = fc.string().map((text) => text.replaceAll(/[\r\n]/g, ""));
    const property = fc.asyncProperty(
      fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.nat(), { maxLength: 20 }),
      async (sent, end, places) => {
        const text = sent.map((lines) => `${lines.map((one) => `data: ${one}${end}`).join("")}${end}`).join("");
        const events = await read(cut(text, places));
        expect(events.map(({ data }) => data)).toEqual(sent.map((lines) => lines.join("\n")));
      },
    );
    await expect(fc.assert(property)).resolves.toBeUndefined();
  });
});
