import { z } from "zod";
import type { Host } from "../../kernel/context.ts";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import { integration, type Connected, type ProbeResult } from "../../kernel/integration.ts";
import { settings } from "../../kernel/keys.ts";
import { readSecret, SecretRef } from "../../kernel/secrets.ts";
import { HttpBlueprint, type Blueprint } from "./client.ts";

const blueprintSettings = settings(
  "blueprint",
  z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("where the sensor answers, for example http://192.168.1.40"),
    token: SecretRef.optional().describe("the sensor's access token"),
  }),
);

export const blueprint = integration({
  name: "blueprint",
  about: "Temperature and humidity of an air sensor",
  settings: blueprintSettings,
  hint: "Set blueprint.url in hydra.yaml to the address of the sensor.",
  connect: async (host: Host): Promise<Connected<Blueprint> | null> => {
    const { url, token } = host.settings(blueprintSettings);
    if (url === undefined) return null;
    const client = new HttpBlueprint(host.http, url, token === undefined ? null : readSecret(token));
    return { client, probe: () => look(client), close: async () => undefined };
  },
});

async function look(client: Blueprint): Promise<ProbeResult> {
  try {
    const { measuredAt } = await client.readAir();
    return { status: "well", detail: `measured at ${measuredAt}` };
  } catch (error) {
    const isRefused = error instanceof HydraError && error.code === "upstream_unauthorized";
    return { status: "unwell", detail: isRefused ? "The sensor refuses the token: check blueprint.token." : messageOf(error) };
  }
}
