import { Readable } from "node:stream";
import { HydraError, toProblem } from "../../kernel/errors.ts";
import { isFile, isStream, type AnyOperation, type FileContent, type StreamOutput } from "../../kernel/operation.ts";
import { API_HEADERS, DRAWN_HEADERS } from "./guard.ts";

/** Bytes of frozen results: a snapshot that many readers ask for is written once. */
const serialised = new WeakMap<object, string>();

const JSON_HEADERS = { ...API_HEADERS, "content-type": "application/json" };
const HEARTBEAT_MS = 15_000;

export function answer(op: AnyOperation, result: unknown, end: AbortController): Response {
  if (isStream(op.output)) return streamAnswer(op.output, result as AsyncIterable<unknown>, end);
  if (isFile(op.output)) return fileAnswer(result as FileContent);
  return new Response(jsonText(result), { status: 200, headers: JSON_HEADERS });
}

function jsonText(result: unknown): string {
  if (typeof result !== "object" || result === null || !Object.isFrozen(result)) return JSON.stringify(result ?? null);
  let text = serialised.get(result);
  if (text === undefined) {
    text = JSON.stringify(result);
    serialised.set(result, text);
  }
  return text;
}

function fileAnswer(file: FileContent): Response {
  const body = file.body instanceof Readable ? webStream(file.body) : file.body;
  const name = file.fileName?.replaceAll(/[^\w.-]/g, "_");
  return new Response(body as ReadableStream, {
    status: file.status ?? 200,
    headers: {
      ...file.headers,
      ...(file.mediaType.startsWith("text/html") ? DRAWN_HEADERS : API_HEADERS),
      "content-type": file.mediaType,
      ...(name === undefined ? {} : { "content-disposition": `attachment; filename="${name}"` }),
    },
  });
}

/** Piece by piece as it is read, without the queues that `Readable.toWeb` puts in between: each would cost a turn. */
function webStream(body: Readable): ReadableStream<Uint8Array> {
  const pieces = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void body.destroy(),
    },
    { highWaterMark: 0 },
  );
}

function streamAnswer(output: StreamOutput<unknown>, items: AsyncIterable<unknown>, end: AbortController): Response {
  const iterator = items[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let heartbeat: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 2000\n\n"));
      heartbeat = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(": still here\n\n"));
      }, HEARTBEAT_MS);
    },
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done !== true) return controller.enqueue(encoder.encode(frameText(output, value)));
      } catch (error) {
        if (!end.signal.aborted) {
          const failure = error instanceof HydraError ? error : new HydraError("internal", "The stream broke inside Hydra.");
          controller.enqueue(encoder.encode(`event: error\ndata: ${JSON.stringify(toProblem(failure))}\n\n`));
        }
      }
      clearInterval(heartbeat);
      controller.close();
    },
    async cancel() {
      clearInterval(heartbeat);
      end.abort();
      await iterator.return?.();
    },
  });
  return new Response(body, { status: 200, headers: { ...API_HEADERS, "content-type": "text/event-stream", "x-accel-buffering": "no" } });
}

function frameText(output: StreamOutput<unknown>, item: unknown): string {
  const { id, event } = output.frame?.(item) ?? {};
  return `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(item)}\n\n`;
}

export function problemAnswer(
  error: HydraError,
  extraHeaders: Record<string, string> = {},
  op?: Pick<AnyOperation, "problemFields">,
): Response {
  const retryAfter = error.detail.retryAfterSeconds;
  const problem = toProblem(error);
  return new Response(JSON.stringify({ ...op?.problemFields?.(problem), ...problem }), {
    status: error.status,
    headers: {
      ...API_HEADERS,
      ...extraHeaders,
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      "content-type": "application/problem+json",
    },
  });
}
