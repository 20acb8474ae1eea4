import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownIdentity } from "./own-certificate.ts";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-11-23T12:00:00Z");
const NAMES = ["192.168.1.20", "fd00::12:1", "::ffff:10.0.0.1", "hydra.example.org"];

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "hydra-tls-")), "tls");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

function server(names: readonly string[] = NAMES, now = NOW): X509Certificate {
  return new X509Certificate(ownIdentity(folder, names, now).certificate);
}

function authority(): X509Certificate {
  return new X509Certificate(readFileSync(join(folder, "authority.pem")));
}

test("holds for exactly its addresses and names, signed by an authority that signs nothing else", () => {
  const certificate = server();
  for (const name of ["192.168.1.20", "fd00::12:1", "::ffff:10.0.0.1"]) expect(certificate.checkIP(name)).toBe(name);
  expect(certificate.checkHost("hydra.example.org")).toBe("hydra.example.org");
  expect(certificate.checkIP("192.168.1.21")).toBeUndefined();
  expect(certificate.checkHost("example.org")).toBeUndefined();
  expect([certificate.ca, authority().ca]).toEqual([false, true]);
  expect(certificate.checkIssued(authority())).toBe(true);
  expect(certificate.verify(authority().publicKey)).toBe(true);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(certificate.validToDate.getTime() - NOW.getTime()).toBeLessThan(398 * DAY_MS);
});

test("lies there for this user alone, and is used again", () => {
  const { serialNumber } = server();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(folder)) expect([file, statSync(join(folder, file)).mode & 0o777]).toEqual([file, 0o600]);
  expect(server(NAMES.slice(0, 2), new Date(NOW.getTime() + 300 * DAY_MS)).serialNumber).toBe(serialNumber);
});

test("is renewed before its end and for a new address, under the same authority", () => {
  const first = server();
  const trusted = authority().serialNumber;
  const later = server(NAMES, new Date(NOW.getTime() + 340 * DAY_MS));
  expect(later.serialNumber).not.toBe(first.serialNumber);
  expect(server([...NAMES, "10.0.0.9"], new Date(NOW.getTime() + 341 * DAY_MS)).checkIP("10.0.0.9")).toBe("10.0.0.9");
  expect(authority().serialNumber).toBe(trusted);
});

test("an authority near its end makes way for a new one, and the server's certificate goes with it", () => {
  server();
  const trusted = authority().serialNumber;
  const far = server(NAMES, new Date(NOW.getTime() + 3_630 * DAY_MS));
  expect(authority().serialNumber).not.toBe(trusted);
  expect(far.verify(authority().publicKey)).toBe(true);
});

test.each(["server.pem", "server-key.pem", "authority.pem", "authority-key.pem"])("a damaged %s is made anew", (file) => {
  server();
  writeFileSync(join(folder, file), "nonsense");
  const certificate = server();
  expect(certificate.verify(authority().publicKey)).toBe(true);
});
