import { feature } from "../../../kernel/feature.ts";
import { gateway } from "./gateway.ts";
import { gpuLeases, gpuWanted, keepLeases } from "./gpu.ts";
import { chat, embed, interactions, keepPrompts, models, status } from "./operations.ts";
import { gatewaySettings } from "./settings.ts";
import { eraseOf, exportOf, migrations, retention } from "./store.ts";

export const gatewayFeature = feature({
  name: "gateway",
  about: "One door to all models, in OpenAI's shapes, that learns which answers are wanted",
  ownsPaths: ["v1"],
  operations: [chat, embed, models, status, interactions, keepPrompts],
  events: [gpuWanted],
  settings: gatewaySettings,
  migrations,
  retention,
  async start(host) {
    keepLeases(host);
    await host.part(gateway).restore();
  },
  async stop(host) {
    await host.part(gateway).ledger.flush();
    await host.part(gpuLeases).stop();
  },
  personal: {
    async export(host, userId) {
      await host.part(gateway).ledger.flush();
      return exportOf(host, userId);
    },
    async erase(host, userId) {
      await host.part(gateway).ledger.flush();
      host.part(gateway).consents.delete(userId);
      return eraseOf(host, userId);
    },
  },
});
