import { feature } from "../../../kernel/feature.ts";
import { interactionJudged, interactionNoted } from "./events.ts";
import { listInteractions } from "./keeping/interactions.ts";
import { forget, hearWord, learn, remember } from "./keeping/memory.ts";
import { migrations, retention } from "./keeping/tables.ts";
import { interaction, recommendation, scores } from "./operations.ts";
import { preferencesSettings } from "./settings.ts";

const EVERY_INTERACTION = 1_000_000;

export const preferences = feature({
  name: "preferences",
  about: "Which model suits whom for what, learned from how answers fared, and how somebody likes to be written to",
  operations: [interaction, recommendation, scores],
  events: [interactionNoted, interactionJudged],
  settings: preferencesSettings,
  migrations,
  retention,
  async start(host) {
    await remember(host);
    host.onEvery(
      interactionNoted,
      "preferences.noted",
      async (told) => void (await learn(host, [{ ...told, features: told.features ?? null }])),
    );
    host.onEvery(interactionJudged, "preferences.judged", ({ id, outcome }) => hearWord(host, id, outcome));
  },
  personal: {
    export: async (host, userId) => ({ interactions: await listInteractions(host, userId, EVERY_INTERACTION) }),
    erase: (host, userId) => forget(host, userId),
  },
});
