import { expect, test } from "vitest";
import { personCaller, type Caller } from "../../../kernel/caller.ts";
import { openTestKernel } from "../../../kernel/testing.ts";
import { diagnosis } from "./index.ts";
import { templates } from "./operations.ts";

const owner = personCaller("owner");
const other = personCaller("other");
type Kernel = Awaited<ReturnType<typeof openTestKernel>>["kernel"];

async function call(kernel: Kernel, caller: Caller, input: { lines: string[]; stream?: string }) {
  return templates.output.parse(await kernel.callAs(caller, templates, input));
}

test("a call is cold without a stream, and a stream goes on over a restart, for its owner alone", async () => {
  const lines = ["a", "bo", "cy", "di", "ed", "flo", "gus", "hans", "ina", "jo"].map(
    (name) => `2026-01-02 10:00:00 ERROR no user ${name} here`,
  );
  const first = await openTestKernel({ features: [diagnosis] });
  const ask = async ({ kernel }: typeof first, caller = owner, stream?: string, said = ["2026-01-02 10:00:01 ERROR no user zoe here"]) =>
    call(kernel, caller, { lines: said, ...(stream === undefined ? {} : { stream }) });
  const learned = await ask(first, owner, "web", lines);
  expect(learned).toMatchObject({ templates: [{ template: "no user <*> here", count: 10, isNew: true }], assignments: lines.map(() => 0) });
  expect((await ask(first)).templates).toMatchObject([{ template: "no user zoe here", isNew: true }]);
  await first.kernel.stop();

  await using again = await openTestKernel({ features: [diagnosis], home: first.home });
  expect((await ask(again, owner, "web")).templates).toMatchObject([
    { id: learned.templates[0]?.id, template: "no user <*> here", isNew: false },
  ]);
  expect((await ask(again, other, "web")).templates).toMatchObject([{ template: "no user zoe here", isNew: true }]);
});

test("nothing that looks like a secret is kept, and a person's streams are theirs to take along and erase", async () => {
  await using hydra = await openTestKernel({ features: [diagnosis] });
  const ask = async () => call(hydra.kernel, owner, { lines: ["login with password=abcdefgh ok"], stream: "web" });
  await ask();
  const host = hydra.kernel.hostOf("diagnosis");
  if (diagnosis.personal === "nothing") throw new Error("streams are somebody's");
  const kept = JSON.stringify(await diagnosis.personal.export(host, "owner"));
  expect(kept).toContain("login with");
  expect(kept).not.toContain("abcdefgh");
  expect((await ask()).templates).toMatchObject([{ isNew: false }]);
  expect(await diagnosis.personal.erase(host, "owner")).toBe(1);
  expect((await ask()).templates).toMatchObject([{ isNew: true }]);
});

test.each([
  ["nothing", []],
  ["empty lines", ["", "", " "]],
  ["a very long line", ["x ".repeat(500_000)]],
  ["the same line a hundred thousand times", Array.from({ length: 100_000 }, () => "it broke")],
  ["binary", ["\u0000\u0001\uFFFD\uD800", "\u0000\u0001\uFFFD\uD801"]],
  [
    "many long lines that are all different",
    Array.from({ length: 300 }, (_, at) =>
      Array.from({ length: 1_000 }, (_unused, place) => `w${at}${String.fromCodePoint(97 + ((at * place) % 26))}`).join(" "),
    ),
  ],
])("takes %s", async (_what, lines) => {
  await using hydra = await openTestKernel({ features: [diagnosis] });
  const said = await call(hydra.kernel, owner, { lines, stream: "odd" });
  expect(said.assignments).toHaveLength(lines.length);
  expect(said.assignments.every((at) => at < said.templates.length)).toBe(true);
});
