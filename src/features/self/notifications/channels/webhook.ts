import { z } from "zod";
import { toIso } from "../../../../kernel/clock.ts";
import { readSecret, SecretRef } from "../../../../kernel/secrets.ts";
import { channelFields, type ChannelStyle } from "./channel.ts";
import { postJson, webAddress } from "./exchange.ts";
import { manyLines, oneLine } from "./text.ts";

export const WebhookSettings = z.strictObject({
  ...channelFields,
  kind: z.literal("webhook"),
  url: SecretRef.describe("where its address is: env:NAME or file:/path; addresses of webhooks are secrets"),
  secret: SecretRef.optional().describe("sent in a header, so that the receiver knows it is Hydra"),
  secretHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .default("x-hydra-secret")
    .describe("the name of that header"),
});

/** Our own body, for n8n, Home Assistant, Node-RED and scripts. Fields are only ever added. */
export const webhook: ChannelStyle<z.output<typeof WebhookSettings>> = {
  hostOf: ({ url }) => webAddress(readSecret(url)).host,
  send: ({ id, kind, severity, title, text, link, count, at }, { url, secret, secretHeader }, wire) =>
    postJson(
      webAddress(readSecret(url)),
      { "idempotency-key": id, ...(secret === undefined ? {} : { [secretHeader]: readSecret(secret) }) },
      { version: 1, id, kind, severity, title: oneLine(title, 500), text: manyLines(text, 20_000), link, count, at: toIso(at) },
      wire,
    ),
};
