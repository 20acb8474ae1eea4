import { maskSecrets } from "../../../../kernel/secrets.ts";
import { HydraError, messageOf, systemCodeOf } from "../../../../kernel/errors.ts";
import type { Sent, Wire } from "./channel.ts";

const MOST_ANSWER_BYTES = 65_536;
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** The address that a secret holds. @throws HydraError not_configured when it is none of http or https */
export function webAddress(secret: string): URL {
  const url = URL.parse(secret);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new HydraError("not_configured", "The channel's url is not an address such as https://host/path.");
  return url;
}

/** POST JSON once and say what the answer means. The address stays out of every reason: it is often the secret itself. */
export async function postJson(url: URL, headers: Record<string, string>, body: unknown, wire: Wire): Promise<Sent> {
  try {
    const answer = await wire.http.exchange({
      method: "POST",
      url: url.href,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      timeoutMs: wire.timeoutMs,
      maxBytes: MOST_ANSWER_BYTES,
      signal: wire.signal,
    });
    return meaningOf(answer.status, answer.headers["retry-after"]);
  } catch (error) {
    const reason = `no answer: ${maskSecrets(systemCodeOf(error) ?? messageOf(error))}`;
    return { outcome: "later", reason, isUnreachable: true, retryAfterMs: null };
  }
}

/** 2xx arrived; 408, 429 and 5xx pass by; anything else would be the same again. */
export function meaningOf(status: number, retryAfter: string | undefined): Sent {
  if (status >= 200 && status < 300) return { outcome: "delivered" };
  const reason = `it answered ${status}${HINTS[status] ?? ""}`;
  if (status === 408 || status === 429 || status >= 500)
    return { outcome: "later", reason, isUnreachable: status === 429, retryAfterMs: retryAfterMsOf(retryAfter) };
  return { outcome: "refused", reason };
}

const HINTS: Readonly<Record<number, string>> = {
  401: ": the secret or token is not accepted",
  403: ": the secret or token is not accepted",
  404: ": there is nothing at this address, it may have been deleted",
  429: ": too many messages for now",
};

/** Seconds, as these services send them; a date is left to our own pauses. */
function retryAfterMsOf(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,6}(\.\d+)?$/.test(header)) return null;
  return Math.min(LONGEST_RETRY_AFTER_MS, Math.ceil(Number(header) * 1_000));
}
