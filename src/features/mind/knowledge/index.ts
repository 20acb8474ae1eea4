import { feature } from "../../../kernel/feature.ts";
import { desk } from "./desk.ts";
import { keepEmbedding } from "./embeddings/part.ts";
import { importDocuments } from "./importing/operations.ts";
import { audits, consolidate, duplicates, learn, metrics, stale } from "./lifecycle/operations.ts";
import { lookAfterKnowledge } from "./lifecycle/rounds.ts";
import { add, archive, list, purge, recall, restore, search, show } from "./operations.ts";
import { knowledgeSettings } from "./settings.ts";

export const knowledge = feature({
  name: "knowledge",
  about: "What Hydra was told: kept, found again, and looked after",
  operations: [
    add,
    search,
    recall,
    show,
    list,
    archive,
    restore,
    purge,
    metrics,
    stale,
    duplicates,
    consolidate,
    audits,
    learn,
    importDocuments,
  ],
  start: (host) => {
    lookAfterKnowledge(host);
    keepEmbedding(host);
  },
  settings: knowledgeSettings,
  stop: (host) => host.part(desk).stop(),
  personal: {
    export: (host, userId) => host.part(desk).ask("export", { userId }),
    erase: (host, userId) => host.part(desk).ask("erase", { userId }),
  },
});
