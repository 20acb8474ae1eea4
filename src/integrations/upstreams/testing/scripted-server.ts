import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that reached the server. */
export interface Asked {
  path: string;
  headers: IncomingMessage["headers"];
  text: string;
  body: Record<string, unknown>;
  /** Resolves when the connection ended before the answer did. */
  gone: Promise<void>;
}

export type Script = (asked: Asked, response: ServerResponse) => void | Promise<void>;

/** A server of language models on loopback that does what a test says, with what it was asked. */
export class ScriptedServer {
  readonly asked: Asked[] = [];
  models: Record<string, unknown>[] = [{ id: "small-1b" }, { id: "large-70b" }];
  /** What it does with everything but `GET`; a test changes it at any time. */
  script: Script = answering("Hello.");
  /** Answers of `GET` by path, besides the list of models. */
  readonly more: Record<string, unknown> = {};
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(script?: Script): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    if (script !== undefined) scripted.script = script;
    await new Promise<void>((resolve) => {
      scripted.#server.listen(0, "127.0.0.1", resolve);
    });
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === "GET") return this.#tell(path, response);
    const text = Buffer.concat(chunks).toString("utf8");
    const gone = new Promise<void>((resolve) => {
      response.on("close", () => {
        if (!response.writableFinished) resolve();
      });
    });
    const asked = { path, headers: request.headers, text, body: JSON.parse(text) as Record<string, unknown>, gone };
    this.asked.push(asked);
    await this.script(asked, response);
  }

  #tell(path: string, response: ServerResponse): void {
    const found = path === "/v1/models" ? { object: "list", data: this.models } : this.more[path];
    if (found === undefined) response.writeHead(404).end("not found");
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
  }
}

/** A whole completion with this text, or a stream of its words where one is asked for. */
export function answering(text: string, usage = { prompt_tokens: 7, completion_tokens: 5 }): Script {
  return (asked, response) => {
    const { model, stream } = asked.body;
    if (stream === true) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const word of text.split(/(?<= )/)) response.write(event({ delta: { content: word } }));
      response.write(event({ delta: {}, finish_reason: "stop" }, { usage }));
      response.end("data: [DONE]\n\n");
      return;
    }
    const choices = [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }];
    replying(200, { id: "cmpl-1", object: "chat.completion", model, choices, usage })(asked, response);
  };
}

/** This status and body, whatever was asked. */
export function replying(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (_asked, response) => {
    const isText = typeof body === "string";
    response.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

/** These pieces as a stream; afterwards it ends, breaks off, or says nothing more. */
export function streaming(pieces: readonly string[], then: "ends" | "breaks" | "stalls"): Script {
  return (_asked, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const piece of pieces) response.write(piece);
    if (then === "ends") response.end();
    if (then === "breaks") setImmediate(() => response.destroy());
  };
}

/** Takes the request and never answers. */
export const silent: Script = () => undefined;

export function event(choice: object, more: object = {}): string {
  return `data: ${JSON.stringify({ id: "cmpl-1", object: "chat.completion.chunk", choices: [{ index: 0, ...choice }], ...more })}\n\n`;
}
