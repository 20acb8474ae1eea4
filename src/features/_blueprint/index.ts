import { feature } from "../../kernel/feature.ts";
import { noteAdded } from "./events.ts";
import { add, blueprintSettings, list, remove } from "./operations.ts";
import { eraseNotes, migrations, readNotes, retention } from "./store.ts";

const EVERY_NOTE = 1_000_000;

export const blueprint = feature({
  name: "blueprint",
  about: "Keeps short notes, each person's own",
  operations: [list, add, remove],
  events: [noteAdded],
  settings: blueprintSettings,
  migrations,
  retention,
  personal: {
    export: (host, userId) => readNotes(host.store, userId, EVERY_NOTE),
    erase: (host, userId) => eraseNotes(host.store, userId),
  },
});
