import { z } from "zod";
import { asModel } from "../../../../kernel/caller.ts";
import type { CallContext } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import type { AnyOperation } from "../../../../kernel/operation.ts";
import { list as listChanges } from "../../../watch/changes/operations.ts";
import { show as showContainer } from "../../../watch/containers/operations.ts";
import { of as dependenciesOf } from "../../../watch/dependencies/operations.ts";
import { tail } from "../../../watch/logs/operations.ts";
import { explain } from "../../../watch/verdicts/operations.ts";

interface Tool {
  about: string;
  operation: AnyOperation;
  input: z.ZodType<Record<string, unknown>>;
  /** What the operation answered, as lines that can be cited. */
  lines(answer: unknown): string[];
}

const Name = z.string().min(1).max(200);
const MOST_LINES = 60;

function tool<Op extends AnyOperation>(
  about: string,
  operation: Op,
  input: Tool["input"],
  lines: (answer: z.output<Extract<Op["output"], z.ZodType>>) => string[],
): Tool {
  return { about, operation, input, lines: lines as Tool["lines"] };
}

/** All that an investigation may do: each only reads. What is not here does not exist for the model. */
export const TOOLS: Readonly<Record<string, Tool>> = {
  read_log: tool(
    "the last lines that a container wrote",
    tail,
    z.strictObject({ container: Name, lines: z.int().min(1).max(MOST_LINES).default(40) }),
    ({ lines }) => lines.map(({ at, text }) => `${at} ${text}`),
  ),
  show_container: tool(
    "state, exit code, image, restarts and health check of a container",
    showContainer,
    z.strictObject({ name: Name }),
    ({ container, healthRuns, stateError }) => [
      JSON.stringify(container),
      ...healthRuns.slice(-3).map((run) => `health check: ${JSON.stringify(run)}`),
      ...(stateError === "" ? [] : [`Docker says: ${stateError}`]),
    ],
  ),
  explain_verdict: tool("what Hydra makes of a container, and why", explain, z.strictObject({ name: Name }), ({ ruling }) => [
    `${ruling.verdict}: ${ruling.sentence}`,
    ...ruling.evidence,
  ]),
  what_it_needs: tool(
    "what a container needs and what needs it, with their verdicts",
    dependenciesOf,
    z.strictObject({ name: Name }),
    ({ container, needs, neededBy }) => [
      ...needs.map(({ name, verdict }) => `${container.name} needs ${name}, which is ${verdict}`),
      ...neededBy.map(({ name, verdict }) => `${name}, which is ${verdict}, needs ${container.name}`),
    ],
  ),
  what_changed: tool(
    "what changed lately about a container, node or disk",
    listChanges,
    z.strictObject({ name: Name, limit: z.int().min(1).max(20).default(10) }),
    ({ changes }) => changes.map(({ at, what }) => `${at} ${what}`),
  ),
};

/** The tools as OpenAI's API wants to have them told. */
export function toolDefinitions(): unknown[] {
  return Object.entries(TOOLS).map(([name, { about, input }]) => ({
    type: "function",
    function: { name, description: about, parameters: z.toJSONSchema(input, { io: "input" }) },
  }));
}

export type Looked = { operation: string; input: Record<string, unknown>; lines: string[] } | { refused: string };

/** What an investigation needs of its call. */
export type Looking = Pick<CallContext, "call" | "kernel" | "caller" | "signal">;

/** Do what the model asks for, as a model with the caller's rights, when it is a look. */
export async function useTool(ctx: Looking, name: string, args: unknown): Promise<Looked> {
  const wanted = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (wanted === undefined) return { refused: `there is no tool ${JSON.stringify(name.slice(0, 60))}; an investigation only looks` };
  if (wanted.operation.risk !== "read") throw new Error(`${name} is no look`);
  const input = wanted.input.safeParse(args);
  if (!input.success) return { refused: `${name}: ${z.prettifyError(input.error).slice(0, 200)}` };
  try {
    const answer = await ctx.kernel.call({
      operation: wanted.operation.name,
      input: input.data,
      caller: asModel(ctx.caller),
      door: "internal",
      signal: ctx.signal,
    });
    return { operation: wanted.operation.name, input: input.data, lines: wanted.lines(answer).slice(0, MOST_LINES) };
  } catch (error) {
    return { refused: `${name}: ${messageOf(error).slice(0, 200)}` };
  }
}
