import { z } from "zod";
import type { ChannelStyle, Outgoing, Sent, Wire } from "./channel.ts";
import { discord, DiscordSettings } from "./discord.ts";
import { ntfy, NtfySettings } from "./ntfy.ts";
import { slack, SlackSettings } from "./slack.ts";
import { smtp, SmtpSettings } from "./smtp.ts";
import { webhook, WebhookSettings } from "./webhook.ts";

export const ChannelSettings = z.discriminatedUnion("kind", [WebhookSettings, NtfySettings, DiscordSettings, SlackSettings, SmtpSettings]);
export type ChannelSettings = z.output<typeof ChannelSettings>;
type Kind = ChannelSettings["kind"];

/** Every way to tell somebody. A new one is a file beside this one and a line here and above. */
const STYLES: { readonly [K in Kind]: ChannelStyle<Extract<ChannelSettings, { kind: K }>> } = { webhook, ntfy, discord, slack, smtp };

function styleOf(settings: ChannelSettings): ChannelStyle<ChannelSettings> {
  return STYLES[settings.kind] as ChannelStyle<ChannelSettings>;
}

/** @throws HydraError not_configured when a secret is missing */
export function hostOf(settings: ChannelSettings): string {
  return styleOf(settings).hostOf(settings);
}

/** @throws HydraError not_configured when a secret is missing */
export async function send(message: Outgoing, settings: ChannelSettings, wire: Wire): Promise<Sent> {
  return styleOf(settings).send(message, settings, wire);
}
