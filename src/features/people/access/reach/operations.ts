import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { z } from "zod";
import { serverSettings } from "../../../../kernel/config.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { file, operation } from "../../../../kernel/operation.ts";
import { authorityFile, readRunFile } from "../../../../kernel/run-file.ts";
import { addressesAtHome, findAddress, reachedUnder, type Reached } from "./addresses.ts";

/** @throws HydraError not_configured before the page is served */
function addressesOf({ kernel }: Pick<Host, "kernel">): Reached[] {
  const run = readRunFile(kernel.home);
  if (run === null) throw new HydraError("not_configured", "The page is not being served yet. Try again in a moment.");
  return reachedUnder(kernel.config.get(serverSettings), run);
}

/** The certificate of Hydra's own authority; null when it has none. */
function authorityOf({ kernel }: Pick<Host, "kernel">): X509Certificate | null {
  const path = authorityFile(kernel.home);
  const isUsed = kernel.config.get(serverSettings).tls === "own";
  return isUsed && existsSync(path) ? new X509Certificate(readFileSync(path)) : null;
}

export const addresses = operation({
  name: "access.addresses",
  summary: "List the addresses under which the page is reached, and what else this machine could be reached under",
  http: "GET /access/addresses",
  risk: "read",
  personOnly: true,
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    addresses: z.array(z.strictObject({ url: z.string(), way: z.enum(["this-machine", "own-certificate", "certificate", "proxy"]) })),
    atHome: z
      .array(z.strictObject({ address: z.string(), interface: z.string(), isTailscale: z.boolean() }))
      .describe("of this machine: each can be named in server.listen"),
    authority: z
      .strictObject({ fingerprint: z.string().describe("SHA-256"), endsAt: z.iso.datetime() })
      .nullable()
      .describe("who signed Hydra's own certificate: a phone has to trust it once"),
  }),
  run: (_input, ctx) => {
    const authority = authorityOf(ctx);
    return {
      addresses: addressesOf(ctx),
      atHome: addressesAtHome(networkInterfaces()),
      authority: authority === null ? null : { fingerprint: authority.fingerprint256, endsAt: authority.validToDate.toISOString() },
    };
  },
});

export const certificate = operation({
  name: "access.certificate",
  summary: "Give the certificate of Hydra's own authority, for devices that are to trust it",
  http: "GET /access/certificate",
  risk: "read",
  // Whoever connects over TLS is shown it anyway, and a phone fetches it before anybody is signed in there.
  open: true,
  rarelyAsked: true,
  input: z.strictObject({}),
  output: file("application/x-x509-ca-cert"),
  run: (_input, ctx) => {
    const authority = authorityOf(ctx);
    if (authority === null)
      throw new HydraError("not_configured", "Hydra has no certificate of its own: server.tls in hydra.yaml is not own.");
    return { mediaType: "application/x-x509-ca-cert", fileName: "hydra-at-home.crt", body: authority.toString() };
  },
});

export const link = operation({
  name: "access.link",
  summary: "Make a link that opens the page in a browser: good once, for 15 minutes",
  http: "POST /access/link",
  shell: "link",
  risk: "lasting",
  personOnly: true,
  input: z.strictObject({
    address: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe("under which address, as access.addresses lists them; default: this machine's own"),
  }),
  output: z.strictObject({ url: z.string() }),
  run: ({ address }, ctx) => {
    const known = addressesOf(ctx);
    const wanted = address === undefined ? known[0] : findAddress(address, known);
    if (wanted == null) {
      const all = known.map(({ url }) => url).join(", ");
      throw new HydraError("invalid_input", `address: Hydra is not reached under "${address}". It is under ${all}.`);
    }
    return { url: `${wanted.url}/login?code=${ctx.kernel.tokens.createLoginCode()}` };
  },
});
