import { createHash } from "node:crypto";

/** A conversation as a caller sent it. */
export interface Conversation {
  /** Role of the last message: `user` when an answer to a person is wanted, `tool` inside a loop. */
  lastRole: string;
  /** Text of the last message of the user. */
  prompt: string;
  system: string | undefined;
  /** Has the model answered in it before? */
  hasAnswer: boolean;
  /** The same for the same conversation. */
  digest: string;
  /** The conversation before the last exchange, when it ends with an answer and then the user: whose answer that is, and its text. */
  before: { digest: string; answer: string } | null;
}

interface Message {
  role: string;
  text: string;
  /** What makes it this message and no other. */
  mark: string;
}

/** Of a longer text only its two ends and its length tell it from others: an image may have megabytes. */
const LONGEST_MARK = 65_536;

/** Read the messages of a chat request, whatever they are: what is no message says nothing. */
export function readConversation(messages: unknown): Conversation {
  const list = (Array.isArray(messages) ? messages : []).map(toMessage).filter((message) => message !== null);
  const last = list.at(-1);
  const answer = list.at(-2);
  const isContinued = last?.role === "user" && answer?.role === "assistant" && list.length >= 3;
  return {
    lastRole: last?.role ?? "",
    prompt: list.findLast(({ role }) => role === "user")?.text ?? "",
    system: list.find(({ role }) => role === "system" || role === "developer")?.text,
    hasAnswer: list.some(({ role }) => role === "assistant"),
    digest: digestOf(list),
    before: isContinued ? { digest: digestOf(list.slice(0, -2)), answer: answer.text } : null,
  };
}

function toMessage(value: unknown): Message | null {
  if (value === null || typeof value !== "object") return null;
  const { role, content, tool_calls: tools } = value as Record<string, unknown>;
  if (typeof role !== "string") return null;
  const text = textOf(content);
  const rest = Array.isArray(content) ? content.filter((part) => textOfPart(part) === null) : [];
  const marks = [
    role,
    markOf(role, text),
    ...rest.map((part) => shortened(JSON.stringify(part))),
    tools === undefined ? "" : JSON.stringify(tools),
  ];
  return { role, text, mark: marks.join("\u0001") };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content)
    ? content
        .map(textOfPart)
        .filter((text) => text !== null)
        .join("\n")
    : "";
}

function textOfPart(part: unknown): string | null {
  if (part === null || typeof part !== "object") return null;
  const { text } = part as Record<string, unknown>;
  return typeof text === "string" ? text : null;
}

/** A system prompt often holds the time of day, and programs that show answers drop what a model only thought. */
function markOf(role: string, text: string): string {
  if (role === "assistant") return shortened(settled(text));
  return shortened(role === "system" || role === "developer" ? text.replaceAll(/\d+/g, "0") : text.trim());
}

/** An answer without thoughts and with single spaces: as it comes back from programs that tidy it up. */
export function settled(answer: string): string {
  return answer
    .replaceAll(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function shortened(text: string): string {
  return text.length <= LONGEST_MARK ? text : `${text.slice(0, LONGEST_MARK / 2)}${text.length}${text.slice(-LONGEST_MARK / 2)}`;
}

function digestOf(messages: readonly Message[]): string {
  const hash = createHash("sha1");
  for (const { mark } of messages) hash.update(mark).update("\u0002");
  return hash.digest("base64");
}
