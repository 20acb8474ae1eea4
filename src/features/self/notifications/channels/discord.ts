import { z } from "zod";
import { toIso } from "../../../../kernel/clock.ts";
import { readSecret, SecretRef } from "../../../../kernel/secrets.ts";
import { channelFields, type ChannelStyle } from "./channel.ts";
import { postJson, webAddress } from "./exchange.ts";
import { clip, defuse, manyLines, oneLine } from "./text.ts";

export const DiscordSettings = z.strictObject({
  ...channelFields,
  kind: z.literal("discord"),
  url: SecretRef.describe("where the webhook's address is: env:NAME or file:/path"),
});

const COLOUR = { low: 0x64748b, medium: 0xd97706, high: 0xea580c, critical: 0xdc2626 } as const;
const MOST_TITLE = 256;
const MOST_DESCRIPTION = 4_096;

/** Signs that Discord's markdown acts on lose their meaning; a list's dash at the beginning of a line may stay. */
function escapeMarkdown(text: string): string {
  return defuse(text).replaceAll(/[\\*_~`|>#[\]()<]/g, String.raw`\$&`);
}

/** One embed (https://discord.com/developers/docs/resources/webhook#execute-webhook); nobody is ever mentioned. */
export const discord: ChannelStyle<z.output<typeof DiscordSettings>> = {
  hostOf: ({ url }) => webAddress(readSecret(url)).host,
  send: ({ severity, title, text, link, at }, { url }, wire) =>
    postJson(
      webAddress(readSecret(url)),
      {},
      {
        username: "Hydra",
        allowed_mentions: { parse: [] },
        embeds: [
          {
            title: clip(escapeMarkdown(oneLine(title, MOST_TITLE)), MOST_TITLE),
            description: clip(escapeMarkdown(manyLines(text, MOST_DESCRIPTION)), MOST_DESCRIPTION),
            color: COLOUR[severity],
            timestamp: toIso(at),
            ...(link === null ? {} : { url: link }),
          },
        ],
      },
      wire,
    ),
};
