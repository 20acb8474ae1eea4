import { AskedThread } from "../../../../kernel/asked-thread.ts";
import type { ArchiveOptions, Requests } from "./messages.ts";

/** What waits there is at most a megabyte; a block that is read is a few hundred kilobytes at worst. */
const HEAP = { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

export type LogThread = AskedThread<Requests>;

/** @param hears `onLost`: a new thread stands where one ended, and every source has to attach again */
export function startLogThread(
  { path, linesPerContainer, sizeLimitBytes, keepRemovedMs }: ArchiveOptions,
  hears: { onLost(reason: string): void; onRebuilt(reason: string): void },
): LogThread {
  return new AskedThread({
    entry: new URL("worker.ts", import.meta.url),
    name: "logs",
    workerData: { path, linesPerContainer, sizeLimitBytes, keepRemovedMs } satisfies ArchiveOptions,
    heap: HEAP,
    subject: "The log index",
    begins: "at-once",
    ...hears,
  });
}
