import { expect, test } from "vitest";
import type { CataloguedOperation } from "../operations/catalogue.ts";
import type { NamedThings } from "../operations/named-things.ts";
import { heard, sayingsOf } from "./sayings.ts";

const names: NamedThings = { container: ["web", "$&"], node: ["nas"], incident: ["web-1"], operation: [] };

function operation(name: string, say: string[], field: string, about: string): CataloguedOperation {
  const shape = { kind: "text" as const, isLong: false, isTime: false };
  return {
    name,
    feature: name.split(".")[0] ?? "",
    summary: name,
    permission: null,
    route: "POST /x",
    risk: "undoable",
    isPersonOnly: false,
    undo: null,
    say,
    fields: [{ name: field, about, isRequired: true, defaultValue: undefined, shape }],
    answers: "value",
    upload: null,
  };
}

const restart = operation("containers.restart", ["restart {name}"], "name", "container name or id");
const heal = operation("healing.heal", ["heal {id}", "heal all"], "id", "the incident's id");
const lookUp = operation("knowledge.search", ["what do you know about {q}", "look up {q}"], "q", "what to look for");
const all = [restart, heal, lookUp];

test("each sentence stands there with every name that fits", () => {
  expect(sayingsOf(all, names).map(({ title, chosen }) => [title, chosen.kind === "do" ? chosen.input : null])).toEqual([
    ["restart web", { name: "web" }],
    ["restart $&", { name: "$&" }],
    ["heal web-1", { id: "web-1" }],
    ["heal all", {}],
  ]);
});

test.each([
  ["restart db", ["containers.restart", { name: "db" }]],
  ["Restart  DB two ", ["containers.restart", { name: "DB two" }]],
  ["look up $& backups", ["knowledge.search", { q: "$& backups" }]],
])("%s is heard", (typed, [operation, input]) => {
  expect(heard(all, typed).map(({ chosen }) => chosen)).toEqual([{ kind: "do", operation, input, isSaid: true }]);
});

test.each(["restart", "restart ", "restarted web", "", "web"])("%j says nothing whole", (typed) => expect(heard(all, typed)).toEqual([]));
