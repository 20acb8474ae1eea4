import { ask, Refused } from "../api/ask.ts";
import { readItems } from "../api/follow.ts";
import type { CataloguedOperation } from "./catalogue.ts";

/** How a call went, as far as it went. */
export type Outcome =
  | { kind: "value"; value: unknown; tookMs: number }
  | { kind: "stream"; items: readonly unknown[]; count: number; state: "coming" | "ended" | "stopped" }
  | { kind: "file"; blob: Blob; name: string; mediaType: string }
  | { kind: "asked-again"; approvalId: string; why: string };

/** A stream may never end: what is kept of it does. */
const MOST_ITEMS = 500;

/**
 * Call any operation and tell how it goes: a stream tells itself again with each item.
 *
 * @throws as `ask` does, but for what has to be confirmed: that is an outcome
 */
export async function runOperation(
  { route, answers }: Pick<CataloguedOperation, "route" | "answers">,
  input: object,
  tell: (outcome: Outcome) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  try {
    const accept = answers === "stream" ? "text/event-stream" : answers === "file" ? "*/*" : "application/json";
    const response = await ask(route, input, { accept, signal });
    const mediaType = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
    if (mediaType === "text/event-stream") await tellItems(response, tell, signal);
    else if (answers === "file" && mediaType !== "application/json") tell(await fileOf(response, mediaType));
    else {
      const text = await response.text();
      tell({ kind: "value", value: text === "" ? null : JSON.parse(text), tookMs: Math.round(performance.now() - startedAt) });
    }
  } catch (error) {
    if (error instanceof Refused && error.approvalId !== null)
      return tell({ kind: "asked-again", approvalId: error.approvalId, why: error.message });
    throw error;
  }
}

async function tellItems(response: Response, tell: (outcome: Outcome) => void, signal: AbortSignal): Promise<void> {
  let items: unknown[] = [];
  let count = 0;
  const say = (state: "coming" | "ended" | "stopped"): void => tell({ kind: "stream", items, count, state });
  say("coming");
  try {
    for await (const item of readItems(response)) {
      items = [...items.slice(1 - MOST_ITEMS), item];
      count += 1;
      say("coming");
    }
    say("ended");
  } catch (error) {
    say("stopped");
    if (!signal.aborted) throw error;
  }
}

async function fileOf(response: Response, mediaType: string): Promise<Outcome> {
  const [, name] = /filename="?([^";]+)"?/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return { kind: "file", blob: await response.blob(), name: name ?? "answer", mediaType };
}
