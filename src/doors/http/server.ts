import { createServer, Server } from "node:https";
import { serve, type ServerType } from "@hono/node-server";
import { HydraError } from "../../kernel/errors.ts";
import type { Fetch } from "./app.ts";
import type { Identity } from "./tls/own-certificate.ts";

export interface Listening {
  port: number;
  /** Show another certificate from the next connection on. */
  renew(identity: Identity): void;
  close(): Promise<void>;
}

const DRAIN_MS = 3_000;
const LET_GO_EVERY_MS = 20;

const LIMITS = { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 };

function secureContext({ certificate, key }: Identity): { cert: string; key: string } {
  return { cert: certificate, key };
}

/** Serve on one address, over TLS with an identity. @throws HydraError conflict when the port is taken, with what to do */
export function listen(fetch: Fetch, address: string, port: number, setting: string, identity?: Identity): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: fetch as never,
        hostname: address,
        port,
        ...(identity === undefined
          ? { serverOptions: LIMITS }
          : { createServer, serverOptions: { ...LIMITS, ...secureContext(identity), minVersion: "TLSv1.2" as const } }),
      },
      (info) => {
        resolve({ port: info.port, renew: (next) => renew(server, next), close: () => close(server) });
      },
    );
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        reject(new HydraError("conflict", `Port ${port} on ${address} is taken by another program. Choose another one with ${setting}.`));
      else if (error.code === "EACCES")
        reject(new HydraError("conflict", `This user may not listen on port ${port}. Choose one above 1024 with ${setting}.`));
      else if (error.code === "EADDRNOTAVAIL")
        reject(new HydraError("not_configured", `${address} is no address of this machine now. See server.listen in hydra.yaml.`));
      else reject(error);
    });
  });
}

function renew(server: ServerType, identity: Identity): void {
  if (server instanceof Server) server.setSecureContext(secureContext(identity));
}

/** Let running answers end, then cut what is left. */
async function close(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection whose answer has just ended would be kept alive for the next request, which never comes.
  const letGo = setInterval(() => "closeIdleConnections" in server && server.closeIdleConnections(), LET_GO_EVERY_MS);
  const cut = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(letGo);
  clearTimeout(cut);
}
