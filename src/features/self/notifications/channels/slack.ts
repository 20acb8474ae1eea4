import { z } from "zod";
import { readSecret, SecretRef } from "../../../../kernel/secrets.ts";
import { channelFields, type ChannelStyle } from "./channel.ts";
import { postJson, webAddress } from "./exchange.ts";
import { clip, defuse, manyLines, oneLine } from "./text.ts";

export const SlackSettings = z.strictObject({
  ...channelFields,
  kind: z.literal("slack"),
  url: SecretRef.describe("where the incoming webhook's address is: env:NAME or file:/path"),
});

/** `<!channel>`, `<@U123>` and `<https://...|other words>` begin with a bracket; `&` begins what brackets are written as. */
function escapeControls(text: string): string {
  return defuse(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("`", "'");
}

/**
 * Only `text`: Mattermost, Rocket.Chat and Zulip take Slack's incoming webhooks, but not its blocks
 * (https://api.slack.com/messaging/webhooks). Names are not looked up, links not unfolded.
 */
export const slack: ChannelStyle<z.output<typeof SlackSettings>> = {
  hostOf: ({ url }) => webAddress(readSecret(url)).host,
  send: ({ title, text, link }, { url }, wire) => {
    const words = `${oneLine(title, 250)}\n${manyLines(text, 3_000)}`;
    return postJson(
      webAddress(readSecret(url)),
      {},
      {
        text: `${clip(escapeControls(words), 3_600)}${link === null ? "" : `\n${link}`}`,
        mrkdwn: false,
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      },
      wire,
    );
  },
};
