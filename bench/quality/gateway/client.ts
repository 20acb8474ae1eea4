import { Agent, request } from "node:http";

/** Where chat completions are asked for. */
export interface Way {
  name: string;
  port: number;
  headers: Record<string, string>;
}

export interface Timing {
  status: number;
  /** From the first byte sent. */
  firstByteMs: number;
  totalMs: number;
  bytes: number;
  /** Did it end as a whole answer does? */
  isWhole: boolean;
}

const agent = new Agent({ keepAlive: true, maxSockets: 2_000, scheduling: "lifo" });

/** One call over a kept connection. */
export function ask(way: Way, body: string): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const sent = request(
      {
        host: "127.0.0.1",
        port: way.port,
        path: "/v1/chat/completions",
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...way.headers },
      },
      (response) => {
        let firstByteMs = -1;
        let bytes = 0;
        let tail = "";
        response.on("data", (chunk: Buffer) => {
          if (firstByteMs < 0) firstByteMs = performance.now() - startedMs;
          bytes += chunk.byteLength;
          tail = (tail + chunk.toString("latin1")).slice(-64);
        });
        response.on("end", () => {
          const isWhole = tail.includes("[DONE]") || tail.trimEnd().endsWith("}");
          resolve({ status: response.statusCode ?? 0, firstByteMs, totalMs: performance.now() - startedMs, bytes, isWhole });
        });
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

export function closeConnections(): void {
  agent.destroy();
}
