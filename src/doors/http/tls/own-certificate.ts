import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { makeCertificate } from "./certificate.ts";

const DAY_MS = 86_400_000;
/** A phone trusts it once: long enough that nobody has to do it again soon. */
const AUTHORITY_DAYS = 3_650;
/** Phones take no certificate of a server that lasts longer than 398 days. */
const SERVER_DAYS = 365;
const RENEW_DAYS = 30;
/** Clocks of phones may be behind. */
const BEFORE_DAYS = 1;

export interface Identity {
  /** PEM: the server's own, then its authority's. */
  certificate: string;
  key: string;
}

/**
 * Hydra's own certificate for these addresses and names, signed by its own authority. Both lie in the folder for this
 * user alone; what is there and good for another month is used again, everything else is made anew.
 */
export function ownIdentity(folder: string, names: readonly string[], now: Date): Identity {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = readPair(folder, "authority", now) ?? makeAuthority(folder, now);
  const known = readPair(folder, "server", now);
  const isGood = known !== null && known.certificate.verify(authority.certificate.publicKey) && holdsForAll(known.certificate, names);
  const server = isGood ? known : makeServer(folder, authority, names, now);
  return {
    certificate: server.certificate.toString() + authority.certificate.toString(),
    key: server.key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface Pair {
  certificate: X509Certificate;
  key: KeyObject;
}

/** Null when there is none, when it ends soon, or when it is damaged. */
function readPair(folder: string, name: "authority" | "server", now: Date): Pair | null {
  const file = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}-key.pem`);
  if (!existsSync(file) || !existsSync(keyFile)) return null;
  try {
    const certificate = new X509Certificate(readFileSync(file));
    const key = createPrivateKey(readFileSync(keyFile));
    const endsSoon = certificate.validToDate.getTime() - now.getTime() < RENEW_DAYS * DAY_MS;
    return endsSoon || certificate.validFromDate > now || !certificate.checkPrivateKey(key) ? null : { certificate, key };
  } catch {
    return null;
  }
}

function holdsForAll(certificate: X509Certificate, names: readonly string[]): boolean {
  return names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined);
}

function makeAuthority(folder: string, now: Date): Pair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // Each has a name of its own, without signs that would be escaped where it is read: a phone that still trusts an older one must not take it for this.
  const name = `Hydra at home ${now.toISOString().slice(0, 10)}`;
  return write(folder, "authority", {
    key: privateKey,
    certificate: new X509Certificate(
      makeCertificate({ name, publicKey, issuer: { name, key: privateKey }, ...lasting(now, AUTHORITY_DAYS), holdsFor: null }),
    ),
  });
}

function makeServer(folder: string, authority: Pair, names: readonly string[], now: Date): Pair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuerName = /^CN=(.*)$/m.exec(authority.certificate.subject)?.[1] ?? "";
  return write(folder, "server", {
    key: privateKey,
    certificate: new X509Certificate(
      makeCertificate({
        name: names[0] ?? "Hydra",
        publicKey,
        issuer: { name: issuerName, key: authority.key },
        ...lasting(now, SERVER_DAYS),
        holdsFor: names,
      }),
    ),
  });
}

function lasting(now: Date, days: number): { from: Date; until: Date } {
  return { from: new Date(now.getTime() - BEFORE_DAYS * DAY_MS), until: new Date(now.getTime() + days * DAY_MS) };
}

/** The key first: a certificate without its key is made anew, the other way round would be taken for a good one. */
function write(folder: string, name: string, pair: Pair): Pair {
  const put = (file: string, text: string): void => {
    const path = join(folder, file);
    writeFileSync(`${path}.unfinished`, text, { mode: 0o600 });
    renameSync(`${path}.unfinished`, path);
  };
  put(`${name}-key.pem`, pair.key.export({ type: "pkcs8", format: "pem" }).toString());
  put(`${name}.pem`, pair.certificate.toString());
  return pair;
}
