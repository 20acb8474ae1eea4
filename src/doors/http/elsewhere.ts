import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../kernel/clock.ts";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { inUrl } from "../../kernel/run-file.ts";
import type { Fetch } from "./app.ts";
import { listen, type Listening } from "./server.ts";
import { ownIdentity, type Identity } from "./tls/own-certificate.ts";

export interface Elsewhere {
  /** Further addresses of this machine. */
  listen: readonly string[];
  tls: "own" | { certificate: string; key: string } | undefined;
  /** Names and addresses that Hydra's own certificate holds for. */
  names: readonly string[];
  port: number;
  /** Where Hydra's own certificates lie. */
  folder: string;
}

const AGAIN_MS = 10_000;
/** How often it is looked whether a certificate has to be renewed, or was by somebody. */
const RENEW_MS = 6 * 3_600_000;

/**
 * Serve on further addresses. One that this machine does not have yet (the network comes later) is tried again until it
 * has; the others do not wait for it.
 *
 * @param announce is told the addresses that are served, each time it is one more
 * @throws HydraError invalid_input when a certificate cannot be read, conflict when a port is taken
 */
export async function listenElsewhere(
  fetch: Fetch,
  { listen: addresses, tls, names, port, folder }: Elsewhere,
  { log, clock, signal, announce }: { log: Log; clock: Clock; signal: AbortSignal; announce: (urls: string[]) => void },
): Promise<{ close(): Promise<void> }> {
  if (addresses.length === 0) return { close: () => Promise.resolve() };
  const identity = tls === undefined ? undefined : identityOf(tls, folder, names, clock);
  const served = new Map<string, Listening>();
  const serve = async (address: string): Promise<boolean> => {
    try {
      served.set(address, await listen(fetch, address, port, "--control-port", identity));
    } catch (error) {
      if (!(error instanceof HydraError) || error.code !== "not_configured") throw error;
      return false;
    }
    announce([...served.keys()].map((each) => `${tls === undefined ? "http" : "https"}://${inUrl(each)}:${port}`));
    return true;
  };
  const background: Promise<void>[] = [];
  for (const address of addresses) {
    // oxlint-disable-next-line no-await-in-loop -- what is announced grows in the order of the settings
    if (await serve(address)) continue;
    log.warn({ address }, "this machine does not have an address of server.listen now; it is tried again until it has");
    background.push(
      until(signal, AGAIN_MS, () =>
        serve(address).catch((error: unknown) => {
          log.error({ address, reason: messageOf(error) }, "an address of server.listen cannot be served");
          return true;
        }),
      ),
    );
  }
  if (tls !== undefined) {
    background.push(
      until(signal, RENEW_MS, async () => {
        try {
          const fresh = identityOf(tls, folder, names, clock);
          for (const each of served.values()) each.renew(fresh);
        } catch (error) {
          log.error({ reason: messageOf(error) }, "the certificate could not be renewed; the one before stays");
        }
        return false;
      }),
    );
  }
  return {
    close: async () => {
      await Promise.all(background);
      await Promise.all([...served.values()].map((each) => each.close()));
    },
  };
}

/** @throws HydraError invalid_input */
function identityOf(tls: NonNullable<Elsewhere["tls"]>, folder: string, names: readonly string[], clock: Clock): Identity {
  if (tls === "own") return ownIdentity(folder, names, new Date(clock.now()));
  const identity = { certificate: readPem(tls.certificate), key: readPem(tls.key) };
  try {
    createSecureContext({ cert: identity.certificate, key: identity.key });
  } catch (error) {
    throw new HydraError("invalid_input", `server.tls: ${tls.certificate} and ${tls.key} do not fit: ${messageOf(error)}`);
  }
  return identity;
}

function readPem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new HydraError("invalid_input", `server.tls: ${path} cannot be read: ${messageOf(error)}`);
  }
}

/** Try again after each pause, until it is done or Hydra ends. */
async function until(signal: AbortSignal, pauseMs: number, attempt: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const isOver = await sleep(pauseMs, false, { signal, ref: false }).catch(() => true);
    if (isOver || (await attempt())) return;
  }
}
