import { z } from "zod";
import { readSecret, SecretRef } from "../../../../kernel/secrets.ts";
import { channelFields, type ChannelStyle, type Outgoing } from "./channel.ts";
import { postJson, webAddress } from "./exchange.ts";
import { clipBytes, manyLines, oneLine } from "./text.ts";

export const NtfySettings = z.strictObject({
  ...channelFields,
  kind: z.literal("ntfy"),
  server: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+\/?$/, { error: "the server's address, as https://ntfy.sh" })
    .default("https://ntfy.sh")
    .describe("the ntfy server"),
  topic: SecretRef.describe("where the topic's name is: env:NAME or file:/path; who knows a topic can read it"),
  token: SecretRef.optional().describe("an access token, where the server wants one"),
});

const PRIORITY = { low: 2, medium: 3, high: 4, critical: 5 } as const;
/** Emoji by their short names: https://docs.ntfy.sh/emojis/ */
const TAG = { low: "information_source", medium: "warning", high: "rotating_light", critical: "sos" } as const;
const MOST_MESSAGE_BYTES = 4_000;

function tagsOf({ kind, severity }: Outgoing): string[] {
  return [kind === "digest" ? "newspaper" : kind === "test" ? "test_tube" : TAG[severity], "hydra"];
}

/** Published as JSON to the server's root (https://docs.ntfy.sh/publish/#publish-as-json): nothing of ours goes into a header. */
export const ntfy: ChannelStyle<z.output<typeof NtfySettings>> = {
  hostOf: ({ server }) => webAddress(server).host,
  send: (message, { server, topic, token }, wire) =>
    postJson(
      webAddress(server),
      token === undefined ? {} : { authorization: `Bearer ${readSecret(token)}` },
      {
        topic: readSecret(topic),
        title: oneLine(message.title, 200),
        // Over 4,096 bytes a message becomes an attachment, which nobody opens at night.
        message: clipBytes(manyLines(message.text, MOST_MESSAGE_BYTES), MOST_MESSAGE_BYTES),
        priority: message.kind === "digest" || message.kind === "test" ? 2 : PRIORITY[message.severity],
        tags: tagsOf(message),
        ...(message.link === null ? {} : { click: message.link }),
      },
      wire,
    ),
};
