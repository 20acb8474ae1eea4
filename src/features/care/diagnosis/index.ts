import { feature } from "../../../kernel/feature.ts";
import { listStreams, migrations, retention } from "./mining/store.ts";
import { streams } from "./mining/streams.ts";
import { classify, rootCause, templates } from "./operations.ts";

const SAVE_EVERY_MS = 10_000;

export const diagnosis = feature({
  name: "diagnosis",
  about: "What went wrong, read from log lines: category, cause line and how sure that is; templates of lines",
  operations: [classify, templates, rootCause],
  migrations,
  retention,
  start: (host) => host.every("diagnosis.streams", SAVE_EVERY_MS, () => host.part(streams).save()),
  stop: (host) => host.part(streams).save(),
  personal: {
    async export(host, userId) {
      await host.part(streams).save();
      return { streams: await listStreams(host, userId) };
    },
    erase: (host, userId) => host.part(streams).erase(userId),
  },
});
