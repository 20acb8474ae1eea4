import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { z } from "zod";
import { HydraError, messageOf, systemCodeOf } from "../../../../kernel/errors.ts";
import { readSecret, SecretRef } from "../../../../kernel/secrets.ts";
import { channelFields, type ChannelStyle, type Outgoing, type Sent, type Wire } from "./channel.ts";
import { manyLines, oneLine } from "./text.ts";

const Address = z.email().max(254);
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

export const SmtpSettings = z
  .strictObject({
    ...channelFields,
    kind: z.literal("smtp"),
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]{1,253}$/)
      .describe("the mail server"),
    port: z.int().min(1).max(65_535).default(587),
    security: z.enum(["starttls", "tls", "plain"]).default("starttls").describe("plain only to this machine itself"),
    certificateFile: z.string().min(1).optional().describe("a certificate to trust besides the usual, as that of your own mail server"),
    user: z.string().max(254).optional(),
    password: SecretRef.optional(),
    from: Address,
    to: z.array(Address).min(1).max(20),
  })
  .refine(({ security, host }) => security !== "plain" || LOOPBACK.test(host), {
    error: "plain mail goes to this machine itself only: use starttls or tls",
    path: ["security"],
  });
type SmtpSettings = z.output<typeof SmtpSettings>;

/** Text mail. `Auto-Submitted` keeps holiday answers from coming back (RFC 3834). */
function mailOf({ id, kind, severity, title, text, link }: Outgoing, { from, to }: SmtpSettings) {
  const isUrgent = (severity === "high" || severity === "critical") && kind !== "digest" && kind !== "test";
  return {
    from: { name: "Hydra", address: from },
    to: [...to],
    subject: `[Hydra] ${oneLine(title, 200)}`,
    text: `${manyLines(text, 20_000)}${link === null ? "" : `\n\n${link}`}\n`,
    // The same message again has the same id: most mail programs then show it once.
    messageId: `<${id}@hydra.invalid>`,
    headers: { "Auto-Submitted": "auto-generated", ...(isUrgent ? { "X-Priority": "1" } : {}) },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function send(message: Outgoing, settings: SmtpSettings, { timeoutMs, signal }: Wire): Promise<Sent> {
  const { host, port, security, certificateFile, user, password } = settings;
  const auth = user === undefined ? {} : { auth: { user, pass: password === undefined ? "" : readSecret(password) } };
  // Loaded on the first mail: most homes never send one.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "plain",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(certificateFile === undefined ? {} : { tls: { ca: [...rootCertificates, readCertificate(certificateFile)] } }),
    ...auth,
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const outOfTime = new Promise<never>((_resolve, reject) => {
    limit.addEventListener("abort", () => reject(new Error(`not done within ${timeoutMs} ms`)), { once: true });
  });
  try {
    await Promise.race([transport.sendMail(mailOf(message, settings)), outOfTime]);
    return { outcome: "delivered" };
  } catch (error) {
    return meaningOf(error);
  } finally {
    transport.close();
  }
}

/** @throws HydraError not_configured when it cannot be read */
function readCertificate(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new HydraError("not_configured", `The certificate ${path} cannot be read: ${systemCodeOf(error) ?? messageOf(error)}`);
  }
}

/** 5xx of SMTP is for good, 4xx for now (RFC 5321, 4.2.1). The server's own words stay out: they may repeat a name or password. */
function meaningOf(error: unknown): Sent {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (responseCode !== undefined && responseCode >= 500)
    return {
      outcome: "refused",
      reason: `the mail server answered ${responseCode}${code === "EAUTH" ? ": user or password is wrong" : ""}`,
    };
  if (responseCode !== undefined)
    return { outcome: "later", reason: `the mail server answered ${responseCode}`, isUnreachable: false, retryAfterMs: null };
  if (code === "EAUTH") return { outcome: "refused", reason: "the mail server offers no way to log in that Hydra knows" };
  return { outcome: "later", reason: `no answer: ${code ?? messageOf(error)}`, isUnreachable: true, retryAfterMs: null };
}

export const smtp: ChannelStyle<SmtpSettings> = { hostOf: ({ host }) => host, send };
