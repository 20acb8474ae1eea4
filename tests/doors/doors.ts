import { PassThrough, Writable } from "node:stream";
import { runCli } from "../../src/doors/cli/index.ts";
import { toolNameOf } from "../../src/doors/mcp/tool-names.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { isFile, isStream, type AnyOperation } from "../../src/kernel/operation.ts";
import { readsQuery, routeOf } from "../../src/kernel/registry.ts";
import type { StartedHydra } from "./started-hydra.ts";

/** What came out of a door: the value (of a stream its first item, of a file its text), or a failure. */
export type Answer = { value: unknown } | { code: string; approvalId?: string };

export type Door = (hydra: StartedHydra, op: AnyOperation, input: Record<string, unknown>) => Promise<Answer>;

const PATIENCE_MS = 20_000;

export const viaRest: Door = async (hydra, op, input) => {
  const { method, path, parameters } = routeOf(op);
  const address = new URL(hydra.tools + path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(String(input[name]))));
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !parameters.includes(name)));
  const end = new AbortController();
  const request: RequestInit = {
    method,
    headers: { authorization: `Bearer ${hydra.token}` },
    signal: AbortSignal.any([end.signal, AbortSignal.timeout(PATIENCE_MS)]),
  };
  if (readsQuery(method))
    for (const [name, value] of Object.entries(rest)) for (const item of [value].flat()) address.searchParams.append(name, textOf(item));
  else Object.assign(request, { body: JSON.stringify(rest), headers: { ...request.headers, "content-type": "application/json" } });
  const response = await fetch(address, request);
  if (!response.ok) return failureOf(JSON.parse(await response.text()));
  if (isFile(op.output)) return { value: await response.text() };
  if (!isStream(op.output)) return { value: await response.json() };
  const value = await firstEvent(response);
  end.abort();
  return { value };
};

function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

async function firstEvent(response: Response): Promise<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const line = /^data: (.*)\n\n/m.exec(text)?.[1];
    if (line !== undefined) return JSON.parse(line);
  }
  throw new Error(`the stream ended without an item: ${text}`);
}

interface ToolResult {
  isError?: boolean;
  content: { text?: string }[];
  structuredContent: Record<string, unknown>;
}

/** A request to `/mcp` as clients before 2026 make it. */
export async function askMcp(hydra: StartedHydra, method: string, params: object, query = ""): Promise<unknown> {
  const response = await fetch(`${hydra.control}/mcp${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${hydra.token}`, "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(PATIENCE_MS + 10_000),
  });
  const text = await response.text();
  const answer = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as { result?: unknown; error?: { message: string } };
  if (answer.error !== undefined) throw new Error(`MCP answered ${answer.error.message}`);
  return answer.result;
}

async function callTool(hydra: StartedHydra, op: AnyOperation, name: string, values: object): Promise<Answer> {
  const result = (await askMcp(hydra, "tools/call", { name, arguments: values })) as ToolResult;
  if (result.isError === true) return failureOf(result.structuredContent);
  if (isFile(op.output)) return { value: result.content[0]?.text };
  if (isStream(op.output)) return { value: (result.structuredContent["items"] as unknown[])[0] };
  const text = result.content[0]?.text ?? "";
  return { value: JSON.parse(text) };
}

export const viaTool: Door = (hydra, op, input) => callTool(hydra, op, toolNameOf(op.name), input);

export const viaOperationsCall: Door = (hydra, op, input) => callTool(hydra, op, "operations_call", { operation: op.name, input });

export const viaCli: Door = async (hydra, op, input) => {
  const interrupted = new AbortController();
  const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(PATIENCE_MS)]);
  // A follower never ends by itself: the first line is what we came for.
  const out = collected((text) => isStream(op.output) && text.includes("\n") && interrupted.abort());
  const err = collected(() => undefined);
  const words = op.name.split(".").map((word) => word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  await runCli([...words, "--json", "--input", JSON.stringify(input)], {
    home: hydra.home,
    env: {},
    stdin: new PassThrough().end(),
    stdout: out.sink,
    stderr: err.sink,
    version: hydra.version,
    clock: systemClock,
    registry: () => Promise.resolve(hydra.registry),
    otherCommands: [],
    projectRoot: hydra.home,
    signal,
  });
  if (out.text() === "") return failureOf(JSON.parse(err.text()));
  if (isFile(op.output)) return { value: out.text() };
  return { value: JSON.parse(isStream(op.output) ? (out.text().split("\n")[0] as string) : out.text()) };
};

function collected(onText: (text: string) => unknown): { sink: Writable; text(): string } {
  let text = "";
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString("utf8");
      onText(text);
      done();
    },
  });
  return { sink, text: () => text };
}

function failureOf(problem: unknown): Answer {
  const { code, approvalId } = problem as { code: string; approvalId?: string };
  return approvalId === undefined ? { code } : { code, approvalId };
}
