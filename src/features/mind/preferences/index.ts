import { feature } from "../../../kernel/feature.ts";
import { interactionJudged, interactionNoted, interactionTold } from "./events.ts";
import { exportAll, forget as forgetOperation, importAll } from "./exchange/operations.ts";
import { listInteractions } from "./keeping/interactions.ts";
import { forget, hearWord, learn, remember } from "./keeping/memory.ts";
import { migrations, retention } from "./keeping/tables.ts";
import { interaction, recommendation, scores, tasks } from "./operations.ts";
import { preferencesSettings } from "./settings.ts";
import { setStyle, style } from "./style/operations.ts";
import { eraseLeanings, readLeanings } from "./style/store.ts";

const EVERY_INTERACTION = 1_000_000;

export const preferences = feature({
  name: "preferences",
  about: "Which model suits whom for what, learned from how answers fared, and how somebody likes to be written to",
  operations: [interaction, recommendation, scores, tasks, style, setStyle, exportAll, importAll, forgetOperation],
  events: [interactionNoted, interactionJudged, interactionTold],
  settings: preferencesSettings,
  migrations,
  retention,
  async start(host) {
    await remember(host);
    host.onEveryBatch(interactionNoted, "preferences.noted", async (batch) => {
      await learn(
        host,
        batch.map(({ payload }) => ({ ...payload, features: payload.features ?? null })),
      );
    });
    host.onEvery(interactionJudged, "preferences.judged", ({ id, outcome }) => hearWord(host, id, outcome));
  },
  personal: {
    export: async (host, userId) => ({
      interactions: await listInteractions(host, userId, EVERY_INTERACTION),
      style: await readLeanings(host, userId),
    }),
    erase: async (host, userId) => (await forget(host, userId)) + (await eraseLeanings(host, userId)),
  },
});
