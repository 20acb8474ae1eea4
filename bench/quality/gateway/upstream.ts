import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server of one model that answers at once, in a process of its own, which tells its parent the port. A stream has its
 * first event at once and then one every few milliseconds, as the model's name says: `m-EVENTS-EVERYMS`.
 */
export interface Opened {
  port: number;
}

const piece = (content: string): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const end = `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`;
const whole = JSON.stringify({
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "A short answer of a dozen words, as an upstream that is quick would give." },
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 200, completion_tokens: 15, total_tokens: 215 },
});
const models = JSON.stringify({ object: "list", data: [{ id: "m" }, { id: "m-20-5" }, { id: "m-20-100" }] });

const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "application/json" }).end(models);
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { model, stream } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { model: string; stream?: boolean };
    if (stream !== true) {
      response.writeHead(200, { "content-type": "application/json" }).end(whole);
      return;
    }
    const [, events = "20", everyMs = "5"] = model.split("-");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(piece("word "));
    let left = Number(events) - 1;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return void response.write(piece("word "));
      clearInterval(timer);
      response.end(end);
    }, Number(everyMs));
    response.on("close", () => clearInterval(timer));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port } satisfies Opened));
