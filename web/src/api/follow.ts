import { ask, Refused } from "./ask.ts";
import { readEvents } from "./event-frames.ts";
import { textOf } from "./event-stream.ts";
import type { InputOf, ItemOf, StreamRoute } from "./operations.ts";

/**
 * What an operation answers piece by piece, as it comes, until its end or until the signal.
 *
 * @param opened called once Hydra answers: the first piece may be long in coming
 * @throws as `ask` does; Refused with Hydra's words when it broke off on its side
 */
export function follow<R extends StreamRoute>(
  route: R,
  input: InputOf<R>,
  signal: AbortSignal,
  opened?: () => void,
): AsyncGenerator<ItemOf<R>> {
  return itemsOf(route, input as object, signal, opened) as AsyncGenerator<ItemOf<R>>;
}

async function* itemsOf(route: string, input: object, signal: AbortSignal, opened?: () => void): AsyncGenerator<unknown> {
  const answer = await ask(route, input, { accept: "text/event-stream", signal });
  opened?.();
  yield* readItems(answer);
}

/** The items of an answer that is a stream of them. */
export async function* readItems({ body, url }: Response): AsyncGenerator<unknown> {
  if (body === null) return;
  for await (const { name, data } of readEvents(textOf(body))) {
    const item = valueOf(data);
    if (name === "error" && isProblem(item)) throw new Refused(item.status, item, url);
    yield item;
  }
}

/** A stream that is handed on from a model server ends with a word that is no JSON. */
function valueOf(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/** An event may be called "error" for other reasons. */
function isProblem(item: unknown): item is { status: number; detail: string } {
  return typeof item === "object" && item !== null && "status" in item && typeof item.status === "number" && "detail" in item;
}
