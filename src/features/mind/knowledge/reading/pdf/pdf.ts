import { Worker } from "node:worker_threads";
import { messageOf } from "../../../../../kernel/errors.ts";
import { TOO_LARGE, type PdfAnswer, type PdfQuestion } from "./messages.ts";

export interface PdfLimits {
  /** Outside of the thread's heap, where unpacked streams are. */
  mostUnpackedMiB: number;
  timeLimitMs: number;
}

const LIMITS: PdfLimits = { mostUnpackedMiB: 256, timeLimitMs: 60_000 };
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };
const LOOK_MS = 20;

/**
 * The text of a PDF as Markdown, with its headings, or why there is none. Read in a thread of its own that is loaded for
 * it and ended after it: what somebody else made may never end, or unpack to a thousand times its size.
 * @param bytes taken over: empty afterwards
 */
export async function textOfPdf(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal, limits: Partial<PdfLimits> = {}): Promise<PdfAnswer> {
  signal.throwIfAborted();
  const { mostUnpackedMiB, timeLimitMs } = { ...LIMITS, ...limits };
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  const worker = new Worker(new URL("reader.ts", import.meta.url), {
    workerData: { bytes: own, mostUnpackedBytes: mostUnpackedMiB * 1_048_576 } satisfies PdfQuestion,
    transferList: [own.buffer],
    resourceLimits: HEAP,
    name: "pdf",
    // What the reader says about a broken document is nobody's log.
    stdout: true,
    stderr: true,
  });
  const answered = Promise.withResolvers<PdfAnswer>();
  worker.once("message", (answer: PdfAnswer) => answered.resolve(answer));
  worker.once("error", (error) =>
    answered.resolve({
      why:
        "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY" ? TOO_LARGE : `it cannot be read: ${messageOf(error).slice(0, 200)}`,
    }),
  );
  worker.once("exit", () => answered.resolve({ why: "it cannot be read: its reader ended" }));
  // The reader watches itself between two pieces of a stream; while it cannot, the growth of the whole process tells.
  const atFirst = process.memoryUsage.rss();
  const watching = setInterval(() => {
    if (process.memoryUsage.rss() - atFirst > 2 * mostUnpackedMiB * 1_048_576) answered.resolve({ why: TOO_LARGE });
  }, LOOK_MS);
  const limit = setTimeout(() => answered.resolve({ why: `it was not read within ${timeLimitMs / 1_000} s` }), timeLimitMs);
  const giveUp = (): void => answered.reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await answered.promise;
  } finally {
    clearInterval(watching);
    clearTimeout(limit);
    signal.removeEventListener("abort", giveUp);
    await worker.terminate();
  }
}
