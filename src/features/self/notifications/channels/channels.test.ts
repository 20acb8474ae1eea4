import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../../kernel/clock.ts";
import { HttpClient } from "../../../../kernel/http-client.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { openMailbox } from "../testing/mailbox.ts";
import { openReceiver, SecretFolder, type Receiver } from "../testing/receiver.ts";
import type { Outgoing, Sent } from "./channel.ts";
import { ChannelSettings, hostOf, send } from "./table.ts";
import { clip, clipBytes, defuse, manyLines, oneLine } from "./text.ts";

let receiver: Receiver;
let secrets: SecretFolder;
let http: HttpClient;
beforeEach(async () => {
  receiver = await openReceiver();
  secrets = new SecretFolder();
  http = new HttpClient(new ManualClock());
});
afterEach(async () => {
  http.close();
  await receiver[Symbol.asyncDispose]();
  secrets[Symbol.dispose]();
});

const message: Outgoing = {
  id: "message_1",
  kind: "notice",
  severity: "high",
  title: "db is down",
  text: "Since 12:00.\nHydra asks: restart it?",
  link: "https://hydra.test/#incident=i1",
  count: 2,
  at: Date.UTC(2026, 10, 23, 12),
};
/** A title and text that try whatever a log line could. */
const hostile: Outgoing = {
  ...message,
  title: "x\r\nBcc: all@example.org\r\n\r\n@everyone \u202e",
  text: "<!channel> <@U1> @here @channel\n[click](https://evil.test) ![pic](http://evil.test/p.png) <https://evil.test|bank> `code` & **b**\u0000\u001b[2J",
  link: null,
};

function tell(settings: Record<string, unknown>, what = message, timeoutMs = 10_000): Promise<Sent> {
  return send(what, ChannelSettings.parse({ name: "one", ...settings }), { http, timeoutMs, signal: new AbortController().signal });
}

const bodies = (): Record<string, unknown>[] => receiver.received.map(({ body }) => body);
const embeds = (): { title: string; description: string }[] => bodies().flatMap(({ embeds: each }) => each as never[]);

describe("webhook", () => {
  test("posts its documented body, with a secret in a header", async () => {
    const url = secrets.keep(`${receiver.origin}/hook/tok-1234567?x=1`);
    expect(await tell({ kind: "webhook", url, secret: secrets.keep("s3cret-word"), secretHeader: "X-Token" })).toEqual({
      outcome: "delivered",
    });
    const [got] = receiver.received;
    expect(got?.path).toBe("/hook/tok-1234567?x=1");
    expect(got?.headers).toMatchObject({ "content-type": "application/json", "x-token": "s3cret-word", "idempotency-key": "message_1" });
    expect(got?.body).toEqual({
      version: 1,
      id: "message_1",
      kind: "notice",
      severity: "high",
      title: "db is down",
      text: "Since 12:00.\nHydra asks: restart it?",
      link: "https://hydra.test/#incident=i1",
      count: 2,
      at: "2026-11-23T12:00:00.000Z",
    });
  });

  test("a secret of two lines stays out of the headers", async () => {
    const sent = await tell({ kind: "webhook", url: secrets.keep(receiver.origin), secret: secrets.keep("one\r\nx-evil: two") });
    expect(sent).toMatchObject({ outcome: "later" });
    expect(receiver.attempts).toBe(0);
    expect(JSON.stringify(sent)).not.toContain("x-evil");
  });
});

describe("ntfy", () => {
  const PRIORITIES = { low: 2, medium: 3, high: 4, critical: 5 } as const;

  test("publishes as JSON to the server's root", async () => {
    const settings = { kind: "ntfy", server: receiver.origin, topic: secrets.keep("home-7f3k2"), token: secrets.keep("tk_abcdefgh12345") };
    for (const severity of ["low", "medium", "high", "critical"] as const) await tell(settings, { ...message, severity });
    expect(receiver.received[0]?.path).toBe("/");
    expect(receiver.received[0]?.headers["authorization"]).toBe("Bearer tk_abcdefgh12345");
    expect(bodies().map(({ priority }) => priority)).toEqual(Object.values(PRIORITIES));
    expect(bodies()[2]).toEqual({
      topic: "home-7f3k2",
      title: "db is down",
      message: message.text,
      priority: 4,
      tags: ["rotating_light", "hydra"],
      click: message.link,
    });
  });

  test("a digest is quiet, a long text stays a message", async () => {
    await tell(
      { kind: "ntfy", server: receiver.origin, topic: secrets.keep("home") },
      { ...message, kind: "digest", text: "ä€".repeat(4_000) },
    );
    expect(bodies()[0]).toMatchObject({ priority: 2, tags: ["newspaper", "hydra"] });
    expect(Buffer.byteLength(String(bodies()[0]?.["message"]))).toBeLessThanOrEqual(4_096);
  });
});

describe("discord", () => {
  test("sends one embed within its limits, and mentions nobody", async () => {
    await tell({ kind: "discord", url: secrets.keep(`${receiver.origin}/api/webhooks/1/tok`) });
    expect(bodies()[0]).toEqual({
      username: "Hydra",
      allowed_mentions: { parse: [] },
      embeds: [
        { title: "db is down", description: message.text, color: 0xea580c, timestamp: "2026-11-23T12:00:00.000Z", url: message.link },
      ],
    });
    await tell({ kind: "discord", url: secrets.keep(receiver.origin) }, { ...message, title: "*".repeat(900), text: "[".repeat(9_000) });
    const { title, description } = embeds()[1] ?? { title: "", description: "" };
    expect([title.length, description.length]).toEqual([256, 4_096]);
  });

  test("takes the power from markup and mentions", async () => {
    await tell({ kind: "discord", url: secrets.keep(receiver.origin) }, hostile);
    const [embed] = embeds();
    expect(embed?.title).not.toMatch(/[\r\n\u202e]|@everyone/);
    expect(embed?.description).not.toMatch(/@here|@channel|(?<!\\)\[|(?<!\\)\*|(?<!\\)<|:\/\/|(?!\n)\p{Cc}/u);
  });
});

describe("slack", () => {
  test("sends text that Slack and its likes take", async () => {
    await tell({ kind: "slack", url: secrets.keep(`${receiver.origin}/services/T/B/x`) });
    expect(bodies()[0]).toEqual({
      text: `db is down\n${message.text}\n${message.link}`,
      mrkdwn: false,
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test("takes the power from markup and mentions", async () => {
    await tell({ kind: "slack", url: secrets.keep(receiver.origin) }, hostile);
    expect(String(bodies()[0]?.["text"])).not.toMatch(/[<>`]|(?!\n)\p{Cc}|@everyone|@here|@channel|\]\(|:\/\//u);
    expect(bodies()[0]?.["text"]).toContain("&lt;!channel&gt;");
  });
});

describe("what an answer means", () => {
  test.each([
    [204, { outcome: "delivered" }],
    [301, { outcome: "refused", reason: "it answered 301" }],
    [400, { outcome: "refused", reason: "it answered 400" }],
    [401, { outcome: "refused", reason: "it answered 401: the secret or token is not accepted" }],
    [404, { outcome: "refused" }],
    [408, { outcome: "later", retryAfterMs: 7_000 }],
    [429, { outcome: "later", isUnreachable: true, retryAfterMs: 7_000 }],
    [500, { outcome: "later", isUnreachable: false }],
    [503, { outcome: "later" }],
  ])("%i", async (status, sent) => {
    receiver.answer = status;
    receiver.headers = { "retry-after": "7" };
    expect(await tell({ kind: "webhook", url: secrets.keep(`${receiver.origin}/tok-77aa88`) })).toMatchObject(sent);
  });

  test("nobody there, or nobody who answers, is tried again; the address is in no reason", async () => {
    const url = secrets.keep(`${receiver.origin}/tok-77aa88`);
    receiver.answer = "hang";
    const hung = await tell({ kind: "webhook", url }, message, 50);
    expect(hung).toMatchObject({ outcome: "later", isUnreachable: true });
    await receiver.close();
    const gone = await tell({ kind: "webhook", url });
    expect(gone).toEqual({ outcome: "later", isUnreachable: true, reason: "no answer: ECONNREFUSED", retryAfterMs: null });
    expect(JSON.stringify([hung, gone])).not.toContain("tok-77aa88");
    expect(maskSecrets(`POST ${receiver.origin}/tok-77aa88`)).not.toContain("tok-77aa88");
  });
});

describe("settings", () => {
  test("hold no address and no secret, and show only a host", () => {
    const url = secrets.keep("https://discord.com/api/webhooks/1/abcdef");
    expect(hostOf(ChannelSettings.parse({ name: "a", kind: "discord", url }))).toBe("discord.com");
    for (const kind of ["webhook", "discord", "slack"])
      expect(ChannelSettings.safeParse({ name: "a", kind, url: "https://x.test/tok" }).success).toBe(false);
    expect(() => hostOf(ChannelSettings.parse({ name: "a", kind: "slack", url: secrets.keep("ftp://x.test") }))).toThrow(/not an address/);
    expect(() => hostOf(ChannelSettings.parse({ name: "a", kind: "slack", url: "file:/nowhere" }))).toThrow(/cannot be read/);
  });

  test("let mail go plainly to this machine only", () => {
    const mail = { name: "a", kind: "smtp", from: "hydra@example.org", to: ["me@example.org"], security: "plain" };
    expect(ChannelSettings.safeParse({ ...mail, host: "127.0.0.1" }).success).toBe(true);
    expect(ChannelSettings.safeParse({ ...mail, host: "mail.example.org" }).success).toBe(false);
    expect(ChannelSettings.safeParse({ ...mail, host: "127.0.0.1.example.org" }).success).toBe(false);
    expect(ChannelSettings.safeParse({ ...mail, host: "localhost", to: ["me@example.org\r\nDATA"] }).success).toBe(false);
  });
});

const mail = (port: number, more: object = {}) => ({
  kind: "smtp",
  host: "127.0.0.1",
  port,
  from: "hydra@example.org",
  to: ["me@example.org", "you@example.org"],
  ...more,
});

describe("mail", () => {
  let folder: string;
  let certificate: { key: string; cert: string };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hydra-mail-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9"];
    execFileSync("openssl", ["req", "-x509", ...curve, ...names, "-keyout", key, "-out", cert], { stdio: "ignore" });
    certificate = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("goes plainly over loopback, as text", async () => {
    await using box = await openMailbox();
    expect(await tell(mail(box.port, { security: "plain" }))).toEqual({ outcome: "delivered" });
    const [got] = box.mails;
    expect(got).toMatchObject({ from: "hydra@example.org", to: ["me@example.org", "you@example.org"], isSecure: false });
    for (const header of [
      "Subject: [Hydra] db is down",
      "Message-ID: <message_1@hydra.invalid>",
      "Auto-Submitted: auto-generated",
      "X-Priority: 1",
      "Content-Type: text/plain",
    ])
      expect(got?.raw).toContain(header);
    expect(got?.raw).toContain("Since 12:00.\r\nHydra asks: restart it?\r\n\r\nhttps://hydra.test/#incident=i1");
  });

  test("a hostile title adds no header and no receiver", async () => {
    await using box = await openMailbox();
    await tell(mail(box.port, { security: "plain" }), hostile);
    const [head = ""] = (box.mails[0]?.raw ?? "").split("\r\n\r\n");
    expect(head).not.toMatch(/^bcc:/im);
    expect(box.mails[0]?.to).toEqual(["me@example.org", "you@example.org"]);
  });

  test.each(["starttls", "tls"] as const)("goes by %s with a login, to a server whose certificate is trusted", async (security) => {
    const login = { user: "hydra", password: "mail-pass-991" };
    await using box = await openMailbox({ certificate, isTls: security === "tls", login });
    const settings = mail(box.port, {
      security,
      user: login.user,
      password: secrets.keep(login.password),
      certificateFile: join(folder, "cert.pem"),
    });
    expect(await tell(settings)).toEqual({ outcome: "delivered" });
    expect(box.mails).toMatchObject([{ isSecure: true, user: "hydra" }]);
    expect(await tell({ ...settings, certificateFile: undefined })).toMatchObject({ outcome: "later", isUnreachable: true });
    const refused = await tell({ ...settings, password: secrets.keep("wrong-pass-17") });
    expect(refused).toEqual({ outcome: "refused", reason: "the mail server answered 535: user or password is wrong" });
    expect(box.mails).toHaveLength(1);
  });

  test("is never sent in the clear when it should not be", async () => {
    await using box = await openMailbox();
    expect(await tell(mail(box.port, { security: "starttls" }))).toMatchObject({ outcome: "later" });
    expect(box.mails).toEqual([]);
  });

  test("4xx is for now, 5xx for good, silence for now", async () => {
    await using busy = await openMailbox({ refuses: 451 });
    expect(await tell(mail(busy.port, { security: "plain" }))).toEqual({
      outcome: "later",
      reason: "the mail server answered 451",
      isUnreachable: false,
      retryAfterMs: null,
    });
    await using closed = await openMailbox({ refuses: 550 });
    expect(await tell(mail(closed.port, { security: "plain" }))).toEqual({ outcome: "refused", reason: "the mail server answered 550" });
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", () => resolve()));
    const { port } = silent.address() as AddressInfo;
    expect(await tell(mail(port, { security: "plain" }), message, 100)).toMatchObject({ outcome: "later", isUnreachable: true });
    await new Promise((resolve) => silent.close(resolve));
  });
});

describe("hostile text", () => {
  test("whatever it is, becomes one line, stays within its limit, and mentions nobody", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, most) => {
        const line = oneLine(text, most);
        expect(line.length).toBeLessThanOrEqual(most);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
        expect(line.isWellFormed()).toBe(true);
        expect(manyLines(text, most)).not.toMatch(/(?!\n)\p{Cc}/u);
        expect(Buffer.byteLength(clipBytes(text.toWellFormed(), most + 3))).toBeLessThanOrEqual(most + 3);
        expect(defuse(`${text}@everyone](://`)).not.toMatch(/@[a-z]|]\(|:\/\//);
      }),
    );
    expect(clip("a😀b", 3)).toBe("a…");
  });
});
