import type { Approval } from "../api/shapes.ts";
import { whoIs } from "../happened/sentence.ts";
import { words } from "../text/waiting.ts";

/** What only tells which container on which machine: the subject says it already. */
const SAID_BY_SUBJECT: ReadonlySet<string> = new Set(["name", "container", "node"]);

/** What is asked, as one would ask it in the house; what has more to it than a name, as the operation says it. */
export function questionOf({
  operation,
  subject,
  input,
  willChange,
}: Pick<Approval, "operation" | "subject" | "input" | "willChange">): string {
  const question = Object.entries(words.waiting.questions).find(([name]) => name === operation)?.[1];
  const isPlain = fieldsOf(input).every(([name]) => SAID_BY_SUBJECT.has(name));
  return question === undefined || subject === null || !isPlain ? willChange : question(subject);
}

/** Who asks, without the names of parts within. */
export function askerOf({ caller, askedBy }: Pick<Approval, "caller" | "askedBy">): string {
  return caller === "hydra" ? words.waiting.hydra : whoIs(askedBy);
}

/** Why it waits; that a grant says "ask" is said without the names of operations. */
export function reasonOf({ caller, reason }: Pick<Approval, "caller" | "reason">): string {
  if (!/ may ask for \S+, not do it alone\.$/.test(reason)) return reason;
  return caller === "hydra" ? words.waiting.hydraAsks : words.waiting.mayOnlyAsk;
}

/** How it went, where its answer tells it in a way that many share; null: it has to be looked at. */
export function outcomeOf({ result, state }: Pick<Approval, "result" | "state">): string | null {
  if (state !== "done") return null;
  const verified = fieldsOf(result).find(([name]) => name === "verified")?.[1];
  const healthy = fieldsOf(verified).find(([name]) => name === "healthy")?.[1];
  if (healthy === true) return words.waiting.isWell;
  if (healthy === null) return words.waiting.staysUp;
  return healthy === false ? words.waiting.isNotWell : null;
}

/** The machine that an input or a state names. */
export function nodeOf(value: unknown): string | null {
  const node = fieldsOf(value).find(([name]) => name === "node")?.[1];
  return typeof node === "string" ? node : null;
}

function fieldsOf(value: unknown): [name: string, value: unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
