import { describe, expect, test } from "vitest";
import { integrations, wings } from "../../src/composition.ts";
import { readArguments } from "../../src/doors/cli/arguments.ts";
import { commandsOf, findCommand } from "../../src/doors/cli/commands.ts";
import { openApiDocument } from "../../src/doors/openapi/index.ts";
import { isFile, isStream } from "../../src/kernel/operation.ts";
import { Registry } from "../../src/kernel/registry.ts";
import { readCatalogue, type CataloguedOperation, type OpenApiDocument } from "../../web/src/operations/catalogue.ts";
import { draftOf, readDraft } from "../../web/src/operations/draft.ts";
import { curlLine, shellLine } from "../../web/src/operations/lines.ts";
import type { Shape } from "../../web/src/operations/shapes.ts";

const registry = new Registry(wings, integrations);
const commands = commandsOf(registry);
const catalogue = readCatalogue(openApiDocument(registry, "1.0.0") as unknown as OpenApiDocument);
const operations = [...catalogue.byName.values()];
const words = { needed: "needed", noNumber: "no number", noJson: () => "no JSON" };

describe("the catalogue of the page, from the document of this Hydra", () => {
  test("has every operation with its doorplate, by its feature", () => {
    expect([...catalogue.byName.keys()].toSorted()).toEqual([...registry.operations.keys()].toSorted());
    expect(catalogue.features.flatMap((feature) => feature.operations)).toHaveLength(registry.operations.size);
    for (const op of operations) {
      const real = registry.operations.get(op.name);
      expect(op).toMatchObject({ route: real?.http, risk: real?.risk, summary: real?.summary, isPersonOnly: real?.personOnly === true });
      expect(op.say).toEqual(real?.say ?? []);
      expect(op.answers).toBe(real === undefined ? "" : isStream(real.output) ? "stream" : isFile(real.output) ? "file" : "value");
    }
  });

  test("asks for what operations need in forms, and says of every field what it is", () => {
    const fields = operations.flatMap((op) => op.fields.map((field) => ({ ...field, path: `${op.name}.${field.name}` })));
    expect(fields.filter(({ about }) => about === "").map(({ path }) => path)).toEqual([]);
    expect(fields.length).toBeGreaterThan(150);
    // Only what no form could hold is JSON: growing this list is a decision.
    expect(fields.filter(({ shape }) => shape.kind === "json").map(({ path }) => path)).toEqual(AS_JSON);
  });

  test.each(operations.filter(({ fields }) => fields.length > 0).map((op) => [op.name, op] as const))(
    "%s: what is filled in is what is sent, and what the terminal's line says",
    (_name, op) => {
      const wanted = Object.fromEntries(op.fields.map(({ name, shape }) => [name, sampleOf(shape)]));
      const { input, mistakes } = readDraft(op.fields, draftOf(op.fields, wanted), words);
      expect(mistakes).toEqual([]);
      expect(input).toEqual(wanted);
      expect(typedBack(shellLine(op, input))).toEqual(wanted);
    },
  );
});

describe("the lines for a terminal", () => {
  const restart = catalogue.byName.get("containers.restart") as CataloguedOperation;

  test("curl asks as the page does, and its token is the terminal's", () => {
    expect(curlLine(restart, { name: "it's" }, "http://127.0.0.1:8600")).toBe(
      String.raw`curl -X POST http://127.0.0.1:8600/containers/restart -H "Authorization: Bearer $(hydra token)" -H 'content-type: application/json' -d '{"name":"it'\''s"}'`,
    );
    const follow = catalogue.byName.get("logs.follow") as CataloguedOperation;
    expect(curlLine(follow, { container: "a b" }, "http://h")).toMatch(
      /^curl -N '?http:\/\/h\/logs\/follow\?container=a\+b' -H "Authorization/,
    );
  });

  test.each([
    ["$(reboot)", "'$(reboot)'"],
    ["a; b", "'a; b'"],
    ["--help", "--name=--help"],
    ["", "''"],
  ])("%j stays one word", (name, word) => expect(shellLine(restart, { name })).toContain(word));
});

/** Any value that the shape can say. */
function sampleOf(shape: Shape): unknown {
  switch (shape.kind) {
    case "text":
      return '--it\'s [1] "and" $HOME';
    case "number":
      return shape.minimum ?? 7;
    case "yes-no":
      return false;
    case "choice":
      return shape.choices.at(-1);
    case "several":
      return shape.choices.slice(0, 2);
    case "lines":
      return shape.of === "number" ? [1, 2.5] : ["[one]", "--two three"];
    case "list":
      return [sampleOf(shape.item), sampleOf(shape.item)];
    case "group":
      return Object.fromEntries(shape.fields.map(({ name, shape: inner }) => [name, sampleOf(inner)]));
    case "record":
      return { a: sampleOf(shape.value) };
    case "either":
      return sampleOf(shape.options[0] as Shape);
    case "nothing":
      return null;
    case "json":
      return [{ any: "thing" }];
  }
}

/** What `hydra` reads from a line, its words split as a shell does. */
function typedBack(line: string): unknown {
  const [, ...argv] = [...line.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(')/g, (_whole, inside: string | undefined, escaped: string | undefined) => inside ?? escaped ?? ""),
  );
  const at = argv.findIndex((word) => word.startsWith("--"));
  const command = findCommand(commands, argv.slice(0, at === -1 ? argv.length : at));
  if (command === null) throw new Error(`no command: ${line}`);
  const { values, options } = readArguments(command, argv.slice(command.words.length));
  return { ...values, ...(options.input === undefined ? {} : (JSON.parse(options.input) as object)) };
}

const AS_JSON = ["diagnosis.rootCause.edges", "gateway.chat.messages", "gateway.embed.input"];
