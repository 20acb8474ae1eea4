import { parentPort, workerData } from "node:worker_threads";
import type { Answer, Question, Ready } from "../../../../kernel/asked-thread.ts";
import { systemClock } from "../../../../kernel/clock.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import { rememberSecret } from "../../../../kernel/masking.ts";
import { LogArchive, LONGEST_WAIT_MS } from "../archive/archive.ts";
import type { ArchiveOptions, RequestKind, Requests } from "./messages.ts";

/** The log thread: everything that is slow about logs (masking, packing, SQLite, searching) happens here. */

type Handlers = { [Kind in RequestKind]: (input: Requests[Kind]["input"]) => Requests[Kind]["answer"] };

const port = parentPort;
if (port === null) throw new Error("worker.ts is the entry of a thread");
const options = workerData as ArchiveOptions;

const archive = new LogArchive(options);
const ready: Ready = { ready: true, rebuiltBecause: archive.rebuiltBecause };

const handlers: Handlers = {
  attach: (identity) => {
    archive.countErrors(identity.key, systemClock.now());
    return archive.attach(identity);
  },
  detach: (sourceId) => {
    archive.detach(sourceId, systemClock.now());
    return { paused: archive.paused };
  },
  append: (batch) => {
    for (const { value, isPassing } of batch.secrets) rememberSecret(value, { isPassing });
    archive.append(batch, systemClock.now());
    return { paused: archive.paused };
  },
  flush: () => {
    archive.flush(systemClock.now());
    return { paused: archive.paused };
  },
  search: (search) => archive.search(search),
  context: ({ sourceId, seq, before, after }) => archive.context(sourceId, seq, before, after),
  known: () => archive.known(),
  errors: () => archive.errorRates(systemClock.now()),
  measure: () => ({ ...archive.measure(), heapBytes: process.memoryUsage().heapUsed }),
  close: () => {
    clearInterval(timer);
    archive.close(systemClock.now());
    return null;
  },
};

function answer<Kind extends RequestKind>({ id, kind, input }: Question<Requests, Kind>): Answer {
  try {
    return { id, value: handlers[kind](input) };
  } catch (error) {
    // A damaged file is begun anew by a new thread: the engines still have the lines.
    if (LogArchive.isDamage(error)) {
      archive.discard();
      throw error;
    }
    return { id, error: `The log index failed: ${messageOf(error)}`, code: "internal" };
  }
}

/** What waits is written after some minutes also when no more lines come. */
const timer = setInterval(() => archive.flush(systemClock.now()), LONGEST_WAIT_MS / 5);

port.on("message", (question: Question<Requests>) => {
  port.postMessage(answer(question));
  if (question.kind === "close") port.close();
});
port.postMessage(ready);
