import type { Readable } from "node:stream";
import type { z } from "zod";
import type { CallContext } from "./context.ts";
import type { Problem } from "./errors.ts";

/** What a call does to the world: a fact about the code, not a wish. */
export const RISKS = ["read", "undoable", "lasting", "destroying"] as const;
export type Risk = (typeof RISKS)[number];

/** An answer that arrives piece by piece: SSE over REST, lines in the shell, a bounded list over MCP. */
export interface StreamOutput<Item> {
  kind: "stream";
  item: z.ZodType<Item>;
  /** Names the SSE event and its id; the input field `resumeField` receives the last id that a reader saw. */
  frame?(item: Item): { id?: string; event?: string };
  resumeField?: string;
  /** Judged by the last item that came: is the whole a failure to a script? Exit code 1 in the shell. */
  isFailure?(last: Item): boolean;
}

/** An answer that is bytes. */
export interface FileOutput {
  kind: "file";
  mediaTypes: readonly string[];
}

export interface FileContent {
  mediaType: string;
  /** Suggested name when somebody saves it. */
  fileName?: string;
  body: string | Uint8Array | Readable;
  /** Over HTTP, for what is handed on from another server: its status, and headers of our own. Default 200 and none. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** The bytes that came with a call whose definition has `upload`. */
export interface Upload {
  mediaType: string;
  body: Readable;
}

export function stream<Item>(
  item: z.ZodType<Item>,
  framing: Pick<StreamOutput<Item>, "frame" | "resumeField" | "isFailure"> = {},
): StreamOutput<Item> {
  return { kind: "stream", item, ...framing };
}

export function file(...mediaTypes: string[]): FileOutput {
  return { kind: "file", mediaTypes };
}

// oxlint-disable-next-line typescript/no-explicit-any -- an item type stands in both directions here
export type OutputSpec = z.ZodType | StreamOutput<any> | FileOutput;

/** What `run` gives back for an output. */
export type Returned<O extends OutputSpec> =
  O extends StreamOutput<infer Item> ? AsyncIterable<Item> : O extends FileOutput ? FileContent : O extends z.ZodType ? z.input<O> : never;

/** What a caller of the operation receives. */
export type Answered<O extends OutputSpec> = O extends z.ZodType ? z.output<O> : Returned<O>;

export type Uses = Readonly<Record<string, "required" | "optional">>;

/** What a call is about: grants, protection and the audit refer to it. */
export interface Subject {
  kind: string;
  node?: string;
  project?: string;
  name: string;
}

/** The call that takes another one back. */
export interface UndoStep {
  operation: string;
  input: unknown;
}

/** How a call is taken back: not at all and why, always by one operation, or by one of several, as the case may be. */
export type Undo<I, O> =
  | { none: string }
  | { operation: string; input(input: I, output: O, before: unknown): unknown }
  | { operations: readonly string[]; step(input: I, output: O, before: unknown): UndoStep };

/** The doorplate of one thing that Hydra can do. */
export interface Operation<
  Name extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends OutputSpec = OutputSpec,
  U extends Uses = Uses,
  Http extends string = string,
> {
  /** `feature.verb`, for example `containers.restart`. */
  name: Name;
  /** One line, imperative: stands in OpenAPI, MCP, the shell's help and on the page. */
  summary: string;
  /** `METHOD /path/{parameter}`; GET and DELETE read the rest of the input from the query, others from the body. Its type is the text itself: the page knows an operation by it. */
  http: Http;
  /** Words that reach it in the shell besides `feature verb`, with positional inputs: `logs {name}`. */
  shell?: string;
  risk: Risk;
  /** Default: `feature.read`, `feature.operate` (undoable, lasting) or `feature.admin` (destroying). */
  permission?: string;
  /** No token needed. Only for what says nothing about anybody: health. */
  open?: boolean;
  /** Reads of somebody's private data leave an audit line, as mutations do. */
  isPrivate?: boolean;
  /** Only a person may call this, through no token of a program and no model: deciding approvals, issuing tokens. */
  personOnly?: boolean;
  /** Leave out of the default MCP list (it stays reachable by `operations_call`). */
  rarelyAsked?: boolean;
  undo?: Undo<z.output<I>, Returned<O>>;
  uses?: U;
  /** Sentences that mean this, with `{field}` for inputs: for voice and the palette. */
  say?: readonly string[];
  input: I;
  /** Fields of the input that are used and kept nowhere, neither with the job nor in the audit: what somebody wrote to a model. */
  unkept?: readonly string[];
  upload?: { mediaTypes: readonly string[] };
  /** Largest request body. Default 1 MiB. */
  bodyLimitBytes?: number;
  /** `ctx.body` holds the body as it came, for what is handed on unchanged: read and written again, a large number is another one. */
  keepsBody?: boolean;
  /** Fields that a failure's body has besides those of the problem, for programs that look for another protocol's error in it. */
  problemFields?(problem: Problem): Readonly<Record<string, unknown>>;
  output: O;
  /** What the call is about. Required for whatever a grant can be scoped to or a person can protect. */
  subject?(input: z.output<I>, ctx: CallContext<U>): Subject | null | Promise<Subject | null>;
  /** The state that the call starts from: kept with the intent and compared before a parked or interrupted call runs. */
  before?(input: z.output<I>, ctx: CallContext<U>): unknown;
  /** Is this an answer that a script should take for a failure, although the call itself went well? Exit code 1 in the shell. */
  isFailure?(answer: Answered<O>): boolean;
  /** What the shell says instead of "none" when the answer's only list is empty: one sentence. */
  whenEmpty?: string;
  run(input: z.output<I>, ctx: CallContext<U>): Returned<O> | Promise<Returned<O>>;
}

export type AnyOperation = Operation<string, z.ZodType, OutputSpec, Uses>;

/** Define an operation. It checks nothing at run time; the registry checks all of them together at start. */
export function operation<
  const Name extends string,
  I extends z.ZodType,
  O extends OutputSpec,
  const U extends Uses = Record<never, never>,
  const Http extends string = string,
>(definition: Operation<Name, I, O, U, Http>): Operation<Name, I, O, U, Http> {
  return definition;
}

/** The permission that a call needs. It follows from the name and the risk unless the definition states another. */
export function permissionOf(op: Pick<AnyOperation, "name" | "risk" | "permission">): string {
  if (op.permission !== undefined) return op.permission;
  const feature = op.name.slice(0, op.name.indexOf("."));
  const verb = op.risk === "read" ? "read" : op.risk === "destroying" ? "admin" : "operate";
  return `${feature}.${verb}`;
}

/** The input as jobs and the audit may keep it. */
export function keptInput({ unkept }: Pick<AnyOperation, "unkept">, input: unknown): unknown {
  if (unkept === undefined || typeof input !== "object" || input === null) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => !unkept.includes(name)));
}

/** The operations that may take this one back; empty when nothing does. */
export function undoOperations({ undo }: Pick<AnyOperation, "undo">): readonly string[] {
  if (undo === undefined || "none" in undo) return [];
  return "operations" in undo ? undo.operations : [undo.operation];
}

/** The call that takes back one that was made: `before` is what the operation's own `before` said. Null when nothing does. */
export function undoStepOf({ undo }: Pick<AnyOperation, "undo">, input: unknown, output: unknown, before: unknown): UndoStep | null {
  if (undo === undefined || "none" in undo) return null;
  if ("operations" in undo) return undo.step(input, output as never, before);
  return { operation: undo.operation, input: undo.input(input, output as never, before) };
}

// oxlint-disable-next-line typescript/no-explicit-any -- see OutputSpec
export function isStream(output: OutputSpec): output is StreamOutput<any> {
  return "kind" in output && output.kind === "stream";
}

export function isFile(output: OutputSpec): output is FileOutput {
  return "kind" in output && output.kind === "file";
}
