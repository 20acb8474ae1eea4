import { AskedThread } from "../../../../kernel/asked-thread.ts";
import type { Requests } from "./messages.ts";

/** Vectors and rosters are arrays outside of the heap; what comes in one call is at most 32 MiB. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

export type KnowledgeThread = AskedThread<Requests>;

/** It begins with the first question. @param folder where the files lie */
export function openKnowledgeThread(
  folder: string,
  hears: { onLost(reason: string): void; onRebuilt(reason: string): void },
): KnowledgeThread {
  return new AskedThread({
    entry: new URL("worker.ts", import.meta.url),
    name: "knowledge",
    workerData: { folder },
    heap: HEAP,
    subject: "The knowledge store",
    begins: "when-asked",
    ...hears,
  });
}
