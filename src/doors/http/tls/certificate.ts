import { createHash, createPublicKey, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIP, isIPv6 } from "node:net";
import { der } from "./der.ts";

/** What a certificate is to say. Both keys are of the curve P-256. */
export interface Wanted {
  name: string;
  /** Whose certificate it is. */
  publicKey: KeyObject;
  /** Who signs it: an authority signs itself. */
  issuer: { name: string; key: KeyObject };
  from: Date;
  until: Date;
  /** Addresses and names that it holds for; null for an authority. */
  holdsFor: readonly string[] | null;
}

const ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"));
const ORGANISATION = "Hydra";

/** An X.509 certificate (RFC 5280) as PEM. */
export function makeCertificate({ name, publicKey, issuer, from, until, holdsFor }: Wanted): string {
  const subjectKey = publicKey.export({ type: "spki", format: "der" });
  const signed = der.sequence(
    der.context(0, true, der.integer(Buffer.from([2]))),
    // 127 bits by chance, never beginning with a zero: no serial number comes twice.
    der.integer(Buffer.concat([Buffer.from([0x40 | ((randomBytes(1)[0] ?? 0) & 0x3f)]), randomBytes(15)])),
    ECDSA_SHA256,
    nameOf(issuer.name),
    der.sequence(der.time(from), der.time(until)),
    nameOf(name),
    subjectKey,
    der.context(3, true, der.sequence(...extensions(subjectKey, issuer.key, holdsFor))),
  );
  const signature = sign("sha256", signed, issuer.key);
  const bytes = der.sequence(signed, ECDSA_SHA256, der.bits(signature));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function nameOf(common: string): Buffer {
  return der.sequence(namePart("2.5.4.10", ORGANISATION), namePart("2.5.4.3", common));
}

function namePart(oid: string, value: string): Buffer {
  return der.set(der.sequence(der.oid(oid), der.text(value)));
}

function extension(oid: string, isCritical: boolean, value: Buffer): Buffer {
  return der.sequence(der.oid(oid), ...(isCritical ? [der.boolean(true)] : []), der.octets(value));
}

function extensions(subjectKey: Buffer, issuerKey: KeyObject, holdsFor: readonly string[] | null): Buffer[] {
  const isAuthority = holdsFor === null;
  const issuerPublic = createPublicKey(issuerKey).export({ type: "spki", format: "der" });
  return [
    // An authority that signs no further authority.
    extension("2.5.29.19", true, isAuthority ? der.sequence(der.boolean(true), der.integer(Buffer.from([0]))) : der.sequence()),
    // Signing certificates and lists of them; or signing a handshake.
    extension("2.5.29.15", true, isAuthority ? der.bits(Buffer.from([0x06]), 1) : der.bits(Buffer.from([0x80]), 7)),
    extension("2.5.29.14", false, der.octets(keyIdentifier(subjectKey))),
    extension("2.5.29.35", false, der.sequence(der.context(0, false, keyIdentifier(issuerPublic)))),
    ...(isAuthority
      ? []
      : [
          extension("2.5.29.37", false, der.sequence(der.oid("1.3.6.1.5.5.7.3.1"))),
          extension("2.5.29.17", false, der.sequence(...holdsFor.map(alternativeName))),
        ]),
  ];
}

function keyIdentifier(publicKey: Buffer): Buffer {
  return createHash("sha256").update(publicKey).digest().subarray(0, 20);
}

function alternativeName(holdsFor: string): Buffer {
  return isIP(holdsFor) === 0 ? der.context(2, false, Buffer.from(holdsFor, "ascii")) : der.context(7, false, addressBytes(holdsFor));
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  // `fd00::1.2.3.4` ends with an IPv4 address.
  const [, head = "", ipv4] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = (ipv4 ?? "").split(".").map(Number);
  const whole = ipv4 === undefined ? address : `${head}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  const [left = "", right] = whole.split("::");
  const missing = right === undefined ? [] : Array.from({ length: 8 - groups(left).length - groups(right).length }, () => "0");
  return Buffer.from([...groups(left), ...missing, ...groups(right ?? "")].map((group) => group.padStart(4, "0")).join(""), "hex");
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
