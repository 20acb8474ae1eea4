import type { UpstreamModel, Upstreams } from "../../../../integrations/upstreams/facts.ts";
import { show } from "../../incidents/operations.ts";
import { CONCLUDE, concludeDefinition, conclusionIn, readConclusion, type Claim } from "./conclusion.ts";
import { Evidence } from "./evidence.ts";
import { askModel, type Message, type Said } from "./model.ts";
import { toolDefinitions, useTool, type Looking } from "./tools.ts";
import { GO_ON, quoted, TASK } from "./words.ts";

export interface Bounds {
  /** How often the model is asked. */
  mostSteps: number;
  /** Of all questions and answers together; no further question is asked beyond. */
  mostTokens: number;
}

export interface Investigation {
  /** Null: it came to no conclusion. */
  claims: Claim[] | null;
  /** Claims that cited nothing, or lines that do not exist. */
  droppedClaims: number;
  ended: "concluded" | "steps" | "tokens" | "silent";
  looks: { operation: string; input: Record<string, unknown>; lines: number }[];
  /** What it asked for and was not given. */
  refused: string[];
  tokens: number;
}

type Story = Awaited<ReturnType<typeof readStory>>;

export function readStory(ctx: Looking, id: string) {
  return ctx.call(show, { id });
}

/**
 * Let a model look into an incident. It may only look, a few times; nothing that it says is done, and what it claims
 * stands only with lines that were really read.
 * @throws HydraError upstream_failed, upstream_unauthorized
 */
export async function investigate(
  ctx: Looking,
  story: Story,
  { upstreams, model, bounds }: { upstreams: Upstreams; model: UpstreamModel; bounds: Bounds },
): Promise<Investigation> {
  const evidence = new Evidence();
  const found: Investigation = { claims: null, droppedClaims: 0, ended: "steps", looks: [], refused: [], tokens: 0 };
  const messages: Message[] = [
    { role: "system", content: TASK },
    { role: "user", content: quoted(evidence.add("incident", linesOf(story))) },
  ];
  const tools = [...toolDefinitions(), concludeDefinition];
  let isUrged = false;
  for (let step = 1; step <= bounds.mostSteps; step += 1) {
    const said = await askModel(upstreams, model, { messages, tools, signal: ctx.signal });
    found.tokens += said.tokens;
    const conclusion = concludedBy(said, evidence);
    if (conclusion !== null) return { ...found, claims: conclusion.claims, droppedClaims: conclusion.dropped, ended: "concluded" };
    if (found.tokens >= bounds.mostTokens) return { ...found, ended: "tokens" };
    if (said.calls.length === 0 && isUrged) return { ...found, ended: "silent" };
    messages.push(said.message);
    for (const call of said.calls)
      messages.push({ role: "tool", tool_call_id: call.id, content: await lookFor(ctx, call, evidence, found) });
    isUrged = said.calls.length === 0 || step + 1 === bounds.mostSteps || evidence.isFull;
    if (isUrged) messages.push({ role: "user", content: GO_ON });
  }
  return found;
}

function concludedBy({ calls, text }: Said, evidence: Evidence): { claims: Claim[]; dropped: number } | null {
  const call = calls.find(({ name }) => name === CONCLUDE);
  if (call !== undefined) return readConclusion(call.args, evidence);
  return calls.length === 0 ? readConclusion(conclusionIn(text), evidence) : null;
}

async function lookFor(ctx: Looking, { name, args }: Said["calls"][number], evidence: Evidence, found: Investigation): Promise<string> {
  if (name === CONCLUDE) return "That is no conclusion: give claims, each with says and cites.";
  const looked = await useTool(ctx, name, args);
  if ("refused" in looked) {
    found.refused.push(looked.refused);
    return `Refused: ${looked.refused}.`;
  }
  const added = evidence.add(looked.operation, looked.lines);
  found.looks.push({ operation: looked.operation, input: looked.input, lines: added.length });
  return quoted(added);
}

/** What is known of the incident already, line by line. */
function linesOf({ sentence, subject, trouble, diagnosis, suffering, changes, signals, attempts }: Story): string[] {
  return [
    `${sentence} (${subject.kind} ${subject.name} on ${subject.node}, ${trouble})`,
    ...diagnosis.evidence.map(({ line, why }) => `${line} (${why})`),
    ...suffering.map(({ name, because }) => `${name} suffers: ${because}`),
    ...signals.slice(0, 10).map(({ at, detail }) => `${at} ${detail}`),
    ...changes.slice(0, 5).map(({ at, name, what }) => `${at} changed before: ${name} ${what}`),
    ...attempts.slice(-5).map(({ remedy, outcome, detail }) => `tried ${remedy}: ${outcome}${detail === null ? "" : `, ${detail}`}`),
  ];
}
