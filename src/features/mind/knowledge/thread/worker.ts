import { parentPort, workerData } from "node:worker_threads";
import type { Answer, Question, Ready } from "../../../../kernel/asked-thread.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { rememberSecret } from "../../../../kernel/masking.ts";
import { storeError } from "../../../../kernel/store/dialect.ts";
import { GivenVectors } from "../embeddings/given-vectors.ts";
import { Library } from "../keeping/library.ts";
import { EmbeddedMeaning } from "../latent/meaning.ts";
import { Caretaker } from "../lifecycle/caretaker.ts";
import type { RequestKind, Requests } from "./messages.ts";

/** The knowledge thread: reading, indexing and searching happen here, so that the main thread never waits for them. */

type Handlers = {
  [Kind in RequestKind]: (input: Requests[Kind]["input"]) => Requests[Kind]["answer"] | Promise<Requests[Kind]["answer"]>;
};

const FLUSH_MS = 60_000;
const TEND_MS = 15_000;

const port = parentPort;
if (port === null) throw new Error("worker.ts is the entry of a thread");
const { folder } = workerData as { folder: string };
const library = new Library(folder);
const caretaker = new Caretaker(library);
const meaning = new EmbeddedMeaning(library.files.index, library.entries, library.roster);
const given = new GivenVectors(library.files.index, library.entries, library.roster);
library.meaning = {
  likeness: (search) => given.likeness(search) ?? meaning.likeness(search),
  add: (chunks) => meaning.add(chunks),
  remove: (ids) => {
    meaning.remove(ids);
    given.remove(ids);
  },
};

/** Changes one after the other, in the order in which they were asked for; searches come in between. */
let changes: Promise<unknown> = Promise.resolve();
function inTurn<Result>(change: () => Result | Promise<Result>): Promise<Result> {
  const turn = changes.then(change);
  changes = turn.catch(() => undefined);
  return turn;
}

const handlers: Handlers = {
  add: ({ drafts, now, secrets }) => {
    for (const { value, isPassing } of secrets) rememberSecret(value, { isPassing });
    return inTurn(() => library.add(drafts, now));
  },
  search: (search) => library.search(search),
  show: ({ id, reader, now, ages }) => library.show(id, reader, now, ages),
  facts: ({ id, reader, now, ages }) => library.facts(id, reader, now, ages),
  list: (filter) => library.list(filter),
  archive: ({ id, reader, because, now, ages }) => inTurn(() => library.archive(id, reader, because, now, ages)),
  restore: ({ id, reader, now, ages }) => inTurn(() => library.restore(id, reader, now, ages)),
  purge: ({ id, reader }) => inTurn(() => library.purge(id, reader)),
  sweep: ({ now, archivedBefore }) =>
    inTurn(() => {
      library.sweep(now, archivedBefore);
      return null;
    }),
  figures: ({ reader, now, ages }) => caretaker.figures(reader, now, ages),
  stale: ({ reader, now, ages, limit }) => caretaker.stale(reader, now, ages, limit),
  duplicates: ({ reader }) => caretaker.duplicates(reader),
  compare: ({ living }) => inTurn(() => caretaker.compare(living)),
  audit: async ({ now }) => {
    await inTurn(() => caretaker.audit(now));
    return null;
  },
  lastAudit: () => caretaker.lastAudit(),
  audits: ({ reader, limit }) => caretaker.audits(reader, limit),
  importedFiles: ({ importId }) => library.entries.importedFiles(importId),
  noteImported: ({ importId, owner, files, gone }) =>
    inTurn(() => {
      library.entries.transact(() => {
        for (const file of files) library.entries.noteImported(importId, owner, file);
        for (const path of gone) library.entries.forgetImported(importId, path);
      });
      return null;
    }),
  dueVectors: ({ space, limit }) => given.due(space, limit),
  keepVectors: (placed) =>
    inTurn(() => {
      given.keep(placed);
      return null;
    }),
  forgetVectors: () =>
    inTurn(() => {
      given.forget();
      return null;
    }),
  forgetDeparted: ({ ids }) =>
    inTurn(() => {
      given.forgetDeparted(ids);
      return null;
    }),
  learn: () => meaning.learn(),
  export: ({ userId }) => library.exportOf(userId),
  erase: ({ userId }) => inTurn(() => library.eraseOf(userId)),
  measure: () => {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return { arrayMiB: arrayBuffers / 1_048_576, heapMiB: heapUsed / 1_048_576 };
  },
  close: () =>
    inTurn(() => {
      clearInterval(flushing);
      clearInterval(tending);
      library.close();
      return null;
    }),
};

async function answer<Kind extends RequestKind>({ id, kind, input }: Question<Requests, Kind>): Promise<Answer> {
  try {
    return { id, value: await handlers[kind](input) };
  } catch (error) {
    // A damaged index is built anew by a new thread: the entries are in a file of their own.
    if (library.discardIndexAfter(error)) throw error;
    const known = storeError(error, folder);
    return { id, error: messageOf(known), code: known instanceof HydraError ? known.code : "internal" };
  }
}

const flushing = setInterval(() => library.flush(), FLUSH_MS);
const tending = setInterval(() => {
  given.tend();
  void meaning.tend();
}, TEND_MS);

async function reply(question: Question<Requests>): Promise<void> {
  const said = await answer(question);
  port?.postMessage(said);
  if (question.kind === "close") port?.close();
}

port.on("message", (question: Question<Requests>) => void reply(question));
port.postMessage({ ready: true, rebuiltBecause: library.files.rebuiltBecause } satisfies Ready);
// What a crash left unread, or all of it after the index was lost.
void inTurn(() => library.indexNew());
