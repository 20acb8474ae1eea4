import { z } from "zod";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import { integration } from "../../kernel/integration.ts";
import { settings } from "../../kernel/keys.ts";
import { readSecret, SecretRef } from "../../kernel/secrets.ts";
import { QdrantClient } from "./client.ts";

export const qdrantSettings = settings(
  "qdrant",
  z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !url.includes("@"), { error: "a password does not belong in the address: use qdrant.apiKey" })
      .optional()
      .describe("address of a Qdrant that is there already, for example http://tower:6333"),
    apiKey: SecretRef.optional().describe("its API key; one that may use only Hydra's own collection is enough"),
    collection: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,80}$/)
      .default("hydra-knowledge")
      .describe("the collection that Hydra makes for itself: it touches no other"),
  }),
);

export const qdrant = integration({
  name: "qdrant",
  about: "Qdrant: keeps the vectors of what Hydra knows",
  settings: qdrantSettings,
  hint: "Set qdrant.url in hydra.yaml to the address of your Qdrant.",
  async connect(host) {
    const { url, apiKey, collection } = host.settings(qdrantSettings);
    if (url === undefined) return null;
    const client = new QdrantClient({ url, collection, apiKey: apiKey === undefined ? null : readSecret(apiKey) }, host.http);
    return {
      client,
      async probe() {
        try {
          await client.look();
          const size = await client.size();
          const detail = size === null ? `${collection} is not there yet` : `${collection} holds ${size.points} vectors`;
          return { status: "well", detail: `${url}: ${detail}.` };
        } catch (error) {
          const isReached = error instanceof HydraError && error.code !== "upstream_failed";
          return { status: isReached ? "degraded" : "unwell", detail: messageOf(error) };
        }
      },
      close: async () => undefined,
    };
  },
});
