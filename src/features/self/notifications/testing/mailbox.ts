import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Mailbox extends AsyncDisposable {
  readonly port: number;
  /** Each mail as it came over the line. */
  readonly mails: { from: string; to: string[]; raw: string; isSecure: boolean; user: string | undefined }[];
}

export interface MailboxOptions {
  /** PEM, for STARTTLS or, with `isTls`, from the first byte. Without it the server speaks plainly only. */
  certificate?: { key: string; cert: string };
  isTls?: boolean;
  /** Who may send; anybody when not given. */
  login?: { user: string; password: string };
  /** What it answers to a mail instead of taking it, as 451 or 550. */
  refuses?: number;
}

/** A mail server on loopback that keeps what it gets. */
export async function openMailbox({ certificate, isTls = false, login, refuses }: MailboxOptions = {}): Promise<Mailbox> {
  const mails: Mailbox["mails"] = [];
  const options: SMTPServerOptions = {
    ...(certificate === undefined ? { hideSTARTTLS: true } : certificate),
    secure: isTls,
    authOptional: login === undefined,
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password) done(null, { user: username });
      else done(new Error(`no: ${username} ${password}`));
    },
    onData: (stream, session, done) => {
      let raw = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => (raw += chunk));
      stream.on("end", () => {
        if (refuses !== undefined) return done(Object.assign(new Error("not this one"), { responseCode: refuses }));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        mails.push({ from, to: rcptTo.map(({ address }) => address), raw, isSecure: session.secure, user: session.user });
        done();
      });
    },
  };
  const server = new SMTPServer(options);
  // What a client breaks off is its own business.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.server.address() as AddressInfo).port, mails, [Symbol.asyncDispose]: close };
}
