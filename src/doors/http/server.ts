import { serve, type ServerType } from "@hono/node-server";
import { HydraError } from "../../kernel/errors.ts";
import type { Fetch } from "./app.ts";

export interface Listening {
  port: number;
  close(): Promise<void>;
}

const DRAIN_MS = 3_000;
const LET_GO_EVERY_MS = 20;

/** Serve on one address. @throws HydraError conflict when the port is taken, with what to do */
export function listen(fetch: Fetch, address: string, port: number, setting: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: fetch as never,
        hostname: address,
        port,
        serverOptions: { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
      },
      (info) => {
        resolve({ port: info.port, close: () => close(server) });
      },
    );
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        reject(new HydraError("conflict", `Port ${port} on ${address} is taken by another program. Choose another one with ${setting}.`));
      else if (error.code === "EACCES")
        reject(new HydraError("conflict", `This user may not listen on port ${port}. Choose one above 1024 with ${setting}.`));
      else reject(error);
    });
  });
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
