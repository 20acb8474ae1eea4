import { z } from "zod";
import type { HttpClient } from "../../../../kernel/http-client.ts";
import { SEVERITIES, type Severity } from "../events.ts";

/** What a message is: about one topic, about many at once, what was held back, the daily digest, or a test. */
export const MESSAGE_KINDS = ["notice", "burst", "held", "digest", "test"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** A message on its way to a channel, as yet in nobody's style. */
export interface Outgoing {
  /** The same id again is the same message: a receiver may use it against doubles. */
  id: string;
  kind: MessageKind;
  severity: Severity;
  title: string;
  text: string;
  /** Where on the page it stands; null while Hydra does not know its own address. */
  link: string | null;
  /** How many notices are in it. */
  count: number;
  /** Epoch ms. */
  at: number;
}

/** How sending went. `later`: it is tried again. `refused`: the same again would not help. Reasons hold no address and no secret. */
export type Sent =
  | { outcome: "delivered" }
  | { outcome: "later"; reason: string; isUnreachable: boolean; retryAfterMs: number | null }
  | { outcome: "refused"; reason: string };

/** What a channel has to send with. */
export interface Wire {
  http: Pick<HttpClient, "exchange">;
  /** For the whole exchange. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** What a channel can be told: the kinds of notices, and the daily digest. `healed` stands in the digest. */
export const HEARD = ["needs-person", "down", "better", "digest"] as const;

/** What the settings of every channel have in common. */
export const channelFields = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: "small letters, digits and hyphens, at most 40" })
    .describe("what you call this channel"),
  severityAtLeast: z.enum(SEVERITIES).default("medium").describe("what is less stands in the digest only"),
  kinds: z
    .array(z.enum(HEARD))
    .default([...HEARD])
    .describe("what this channel is told"),
};

/** One way to tell somebody. Each neutralises hostile text for what its receiver makes of text. */
export interface ChannelStyle<Settings> {
  /** The other side's host, the only part of its address that may be shown. @throws HydraError not_configured */
  hostOf(settings: Settings): string;
  /** Never throws for what the other side does. @throws HydraError not_configured when a secret is missing */
  send(message: Outgoing, settings: Settings, wire: Wire): Promise<Sent>;
}
