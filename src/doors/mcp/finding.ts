import { z } from "zod";
import type { CallToolResult, Tool } from "@modelcontextprotocol/server";
import type { AnyOperation } from "../../kernel/operation.ts";
import { validate } from "../../kernel/text-values.ts";
import { valueResult } from "./results.ts";
import { searchOperations } from "./search.ts";
import { inputSchemaOf, type InputSchema } from "./tools.ts";

/** The two tools behind which everything else stands, so that a model need not read two hundred descriptions first. */
export const SEARCH = "operations_search";
export const CALL = "operations_call";

const SearchInput = z.strictObject({
  query: z.string().min(1).max(200).describe("a few words about what you want to know or do"),
  limit: z.int().min(1).max(20).default(5).describe("how many operations to answer at most"),
});

const CallInput = z.strictObject({
  operation: z.string().min(1).describe(`name of the operation, as ${SEARCH} answers it`),
  input: z.record(z.string(), z.unknown()).default({}).describe("its input, by its schema"),
});

function schemaOf(input: z.ZodType): InputSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(input, { io: "input" });
  return schema as unknown as InputSchema;
}

export const FINDING_TOOLS: readonly Tool[] = [
  {
    name: SEARCH,
    title: SEARCH,
    description: `Find operations that are not in the list of tools, with the schemas of their input; ${CALL} then calls them.`,
    inputSchema: schemaOf(SearchInput),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  },
  {
    name: CALL,
    title: CALL,
    description: `Call any operation by its name. Find the name and the input with ${SEARCH} first.`,
    inputSchema: schemaOf(CallInput),
    // It can reach any of them; Hydra itself holds back what needs a person.
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
  },
];

/**
 * The operations that the words of a call speak of; the words once more when none does.
 * @throws HydraError invalid_input
 */
export function search(operations: readonly AnyOperation[], values: unknown): { result: CallToolResult; unservedWords: string | null } {
  const { query, limit } = validate(SearchInput, values);
  const found = searchOperations(operations, query, limit);
  const advice =
    found.length > 0 ? null : "Nothing matches. Try other words, or one word: the name of the thing, or what should happen to it.";
  const result = valueResult({
    operations: found.map((op) => ({ operation: op.name, summary: op.summary, risk: op.risk, input: inputSchemaOf(op) })),
    advice,
  });
  return { result, unservedWords: found.length === 0 ? query : null };
}

/** The operation and input behind a call of `operations_call`. @throws HydraError invalid_input */
export function readCall(values: unknown): { operation: string; input: Record<string, unknown> } {
  return validate(CallInput, values);
}
