import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personCaller } from "../../src/kernel/caller.ts";
import { isStream, type AnyOperation } from "../../src/kernel/operation.ts";
import { Registry } from "../../src/kernel/registry.ts";
import { integrations, wings } from "../../src/composition.ts";
import { startComposedHydra } from "./composed.ts";
import { viaCli, viaOperationsCall, viaRest, viaTool, type Answer, type Door } from "./doors.ts";
import { EXAMPLES, type Example } from "./examples.ts";
import { masked, shapeOf } from "./sameness.ts";
import type { StartedHydra } from "./started-hydra.ts";

const DOORS: Readonly<Record<string, Door>> = { rest: viaRest, cli: viaCli, tool: viaTool, "operations-call": viaOperationsCall };
const MCP_DOORS = ["tool", "operations-call"] as const;
const operations = [...new Registry(wings, integrations).operations.values()];

let hydra: StartedHydra;

beforeAll(async () => {
  hydra = await startComposedHydra();
  for (const op of operations) if (isGrantable(op)) await allowModels(op);
});
afterAll(() => hydra.end());

function isGrantable(op: AnyOperation): boolean {
  return op.personOnly !== true && (op.risk === "undoable" || op.risk === "lasting");
}

/** Otherwise a model would only ask, and there would be no answer to compare. */
async function allowModels(op: AnyOperation): Promise<void> {
  const { grants } = hydra.kernel.services;
  await grants.put({
    grantee: "model:*",
    operation: op.name,
    scope: { kind: "all" },
    cause: null,
    level: "act",
    by: "person:owner",
    reason: null,
    expiresAt: null,
  });
}

interface Passage {
  answer: Answer;
  /** What the audit says about it, without who and when. */
  lines: unknown[];
  /** The doors that those lines name. */
  doors: string[];
}

async function pass(op: AnyOperation, example: Example, doorName: string): Promise<Passage> {
  const tag = `walk-${doorName}`;
  const input = await example.input(hydra, tag);
  const before = await newestLine();
  const answer = await approvedIfAsked(op, input, DOORS[doorName] as Door);
  const entries = await hydra.kernel.services.audit.list({ operation: op.name, limit: 50 });
  const written = entries.filter(({ seq, outcome }) => seq > before && outcome !== "asked");
  return {
    answer: comparable(op, example, answer, tag),
    lines: written.map(({ operation, subject, input, outcome, detail }) => masked({ operation, subject, input, outcome, detail }, tag)),
    doors: written.map(({ door }) => door),
  };
}

function comparable(op: AnyOperation, example: Example, answer: Answer, tag: string): Answer {
  if (!("value" in answer)) return answer;
  const value = isStream(op.output) || example.isGrowing === true ? shapeOf(answer.value) : masked(answer.value, tag, example.volatile);
  return { value };
}

/** A person approves what waits for one, and the same call is made again: it then answers the result. */
async function approvedIfAsked(op: AnyOperation, input: Record<string, unknown>, door: Door): Promise<Answer> {
  const answer = await door(hydra, op, input);
  if ("value" in answer || answer.approvalId === undefined) return answer;
  await hydra.kernel.services.runApproved(answer.approvalId, personCaller("owner"));
  return door(hydra, op, input);
}

async function newestLine(): Promise<number> {
  return (await hydra.kernel.services.audit.list({ limit: 1 }))[0]?.seq ?? 0;
}

describe("every operation through every door", () => {
  it("has an example, and no example is of an operation that is gone", () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
  });

  it.each(operations.filter(({ name }) => name in EXAMPLES).map((op) => [op.name, op] as const))("%s", async (name, op) => {
    const example = EXAMPLES[name] as Example;
    const rest = await pass(op, example, "rest");
    expect("value" in rest.answer ? "done" : rest.answer.code).toBe(example.fails ?? "done");
    const doesLeaveALine = op.risk !== "read" || (op.isPrivate === true && example.fails === undefined);
    expect(rest.doors).toEqual(doesLeaveALine ? ["rest"] : []);
    expect(await pass(op, example, "cli")).toEqual({ ...rest, doors: doesLeaveALine ? ["cli"] : [] });

    const overMcp =
      isStream(op.output) && op.risk === "read"
        ? // Each waits for silence; they change nothing, so they may wait together.
          await Promise.all(MCP_DOORS.map((door) => pass(op, example, door)))
        : [await pass(op, example, MCP_DOORS[0]), await pass(op, example, MCP_DOORS[1])];
    const refused = {
      answer: { code: "forbidden" },
      lines: [expect.objectContaining({ operation: name, outcome: "refused" })],
      doors: ["mcp"],
    };
    const expected = op.personOnly === true ? refused : { ...rest, doors: doesLeaveALine ? ["mcp"] : [] };
    expect(overMcp).toEqual([expected, expected]);
  });
});
