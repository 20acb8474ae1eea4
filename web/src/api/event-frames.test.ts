import fc from "fast-check";
import { expect, test } from "vitest";
import { readEventNames, readEvents } from "./event-frames.ts";

async function namesIn(pieces: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for await (const name of readEventNames(pieces)) names.push(name);
  return names;
}

function cut(whole: string, places: readonly number[]): string[] {
  const ends = places.map((place) => place % (whole.length + 1)).toSorted((one, other) => one - other);
  return [...ends, whole.length].map((end, index) => whole.slice(index === 0 ? 0 : ends[index - 1], end));
}

test("named events are heard; comments, the nameless and the empty are not", async () => {
  const text =
    "retry: 2000\n\n: still here\n\nid: 7\nevent: node.lost\ndata: {}\n\ndata: nameless\n\nevent: empty\n\nevent:close\ndata\n\nevent: half\ndata: x\n";
  expect(await namesIn([text])).toEqual(["node.lost", "close"]);
});

test("what an event holds is told with its name, lines joined, nameless ones too", async () => {
  const events = [];
  for await (const event of readEvents(['data: {"a":\ndata: 1}\n\nevent: log\ndata:  two\n\nevent: none\n\n'])) events.push(event);
  expect(events).toEqual([
    { name: "", data: '{"a":\n1}' },
    { name: "log", data: " two" },
  ]);
});

test("the same is heard however the text is cut into pieces, and whatever ends its lines", async () => {
  const name = fc.stringMatching(/^[a-z]{1,6}\.[a-zA-Z]{1,6}$/);
  const data = fc.string().map((text) => text.replaceAll(/[\r\n]/g, ""));
  const property = fc.asyncProperty(
    fc.array(fc.tuple(name, fc.array(data, { minLength: 1, maxLength: 3 })), { maxLength: 6 }),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.array(fc.nat(), { maxLength: 30 }),
    async (sent, end, places) => {
      const frames = sent.map(([event, lines]) => [`event: ${event}`, ...lines.map((line) => `data: ${line}`), "", ""].join(end));
      expect(await namesIn(cut(frames.join(""), places))).toEqual(sent.map(([event]) => event));
    },
  );
  await fc.assert(property);
});
