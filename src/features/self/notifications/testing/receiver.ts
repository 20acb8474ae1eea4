import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

export interface Receiver extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  /** What arrived and was answered with 2xx. */
  readonly received: Received[];
  /** How many came, whatever they were answered. */
  readonly attempts: number;
  /** How the next requests are answered: a status, `hang` for no answer at all; a function looks at each. */
  answer: number | "hang" | ((request: Received) => number);
  headers: Record<string, string>;
  /** Nobody listens on the port any more; `open` listens again on the same one. */
  close(): Promise<void>;
  open(): Promise<void>;
}

/** An endpoint for JSON on loopback that refuses what is no JSON. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let attempts = 0;
  let port = 0;
  const server = createServer((request, response) => {
    void (async () => {
      let text = "";
      for await (const chunk of request.setEncoding("utf8")) text += chunk as string;
      attempts += 1;
      const arrived: Received = { path: request.url ?? "", headers: request.headers, body: JSON.parse(text) as Record<string, unknown> };
      if (receiver.answer === "hang") return;
      const status = typeof receiver.answer === "number" ? receiver.answer : receiver.answer(arrived);
      if (status < 300) received.push(arrived);
      response.writeHead(status, receiver.headers).end();
    })();
  });
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, "127.0.0.1", () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await open();
  const receiver: Receiver = {
    get port() {
      return port;
    },
    get origin() {
      return `http://127.0.0.1:${port}`;
    },
    received,
    get attempts() {
      return attempts;
    },
    answer: 200,
    headers: {},
    close,
    open,
    [Symbol.asyncDispose]: close,
  };
  return receiver;
}

/** References to secrets in files, as settings name them. */
export class SecretFolder implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "hydra-secrets-"));
  #count = 0;

  keep(secret: string): string {
    this.#count += 1;
    const path = join(this.#folder, `secret-${this.#count}`);
    writeFileSync(path, `${secret}\n`, { mode: 0o600 });
    return `file:${path}`;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
