import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What many homes put before their engine: everything may be read, nothing may be changed. */
export class ReadOnlyProxy {
  /** Every call that was refused. */
  readonly refused: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(socketPath: string): Promise<ReadOnlyProxy> {
    const server = createServer();
    const proxy = new ReadOnlyProxy(server);
    server.on("request", (asked, answer) => {
      const { method = "", url = "", headers } = asked;
      if (method !== "GET" && method !== "HEAD") {
        proxy.refused.push(`${method} ${url}`);
        answer.writeHead(403, { "content-type": "text/plain" }).end("403 Forbidden: this proxy only reads\n");
        return;
      }
      // A connection of its own for each call: a kept one outlives the end of the engine's listening.
      const onward = request({ socketPath, method, path: url, headers, agent: false }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        // The events' head must not wait for the first event.
        answer.flushHeaders();
        response.pipe(answer);
      });
      onward.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
      answer.on("close", () => onward.destroy());
      onward.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get address(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
