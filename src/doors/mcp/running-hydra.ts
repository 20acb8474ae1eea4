import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { HydraError, messageOf, systemCodeOf } from "../../kernel/errors.ts";
import { LISTEN_ADDRESS, readRunFile, type RunFile } from "../../kernel/run-file.ts";

/** The revision in which each request stands alone, without a handshake before it. */
const PROTOCOL_VERSION = "2026-07-28";

const Answer = z.looseObject({
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
  /** Of a problem+json, when the request did not come as far as MCP. */
  detail: z.string().optional(),
});

/** The MCP door of the Hydra that runs on a state folder. */
export class RunningHydra {
  readonly #home: string;
  readonly #query: string;
  #lastId = 0;

  /** @param query of the MCP address: "" or "?tools=all" */
  constructor(home: string, query: string) {
    this.#home = home;
    this.#query = query;
  }

  /** @throws HydraError upstream_failed when none runs */
  find(): RunFile {
    const run = readRunFile(this.#home);
    if (run === null) throw this.#notRunning();
    return run;
  }

  /**
   * Make one request and give back its result. The port and the token are read anew each time.
   *
   * @throws HydraError upstream_failed when no Hydra answers, or answers no result
   */
  async ask(method: "tools/list" | "tools/call", params: Record<string, unknown>, signal?: AbortSignal): Promise<Record<string, unknown>> {
    const { controlPort } = this.find();
    this.#lastId += 1;
    const envelope = {
      "io.modelcontextprotocol/protocolVersion": PROTOCOL_VERSION,
      "io.modelcontextprotocol/clientInfo": { name: "hydra mcp", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    let response: Response;
    try {
      response = await fetch(`http://${LISTEN_ADDRESS}:${controlPort}/mcp${this.#query}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${this.#readToken()}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": PROTOCOL_VERSION,
          "mcp-method": method,
          ...(typeof params["name"] === "string" ? { "mcp-name": headerText(params["name"]) } : {}),
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: this.#lastId, method, params: { ...params, _meta: envelope } }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (systemCodeOf(error) === "ECONNREFUSED") throw this.#notRunning();
      throw new HydraError("upstream_failed", `Hydra did not answer: ${messageOf(error)}`, { cause: error });
    }
    return this.#read(response);
  }

  async #read(response: Response): Promise<Record<string, unknown>> {
    const text = await response.text();
    let answer: z.output<typeof Answer>;
    try {
      answer = Answer.parse(JSON.parse(text));
    } catch (error) {
      throw new HydraError("upstream_failed", `Hydra answered ${response.status} and no MCP.`, { cause: error });
    }
    if (answer.result !== undefined) return withoutEnvelope(answer.result);
    throw new HydraError("upstream_failed", answer.error?.message ?? answer.detail ?? `Hydra answered ${response.status}.`);
  }

  #readToken(): string {
    const path = join(this.#home, "token");
    try {
      return readFileSync(path, "utf8").trim();
    } catch (error) {
      throw new HydraError("upstream_failed", `The token in ${path} cannot be read: ${messageOf(error)}`, { cause: error });
    }
  }

  #notRunning(): HydraError {
    return new HydraError("upstream_failed", `No Hydra runs on ${this.#home}. Start it with: ./hydra up`);
  }
}

/** What belongs to this one exchange over HTTP is no part of the answer that a client of ours gets. */
function withoutEnvelope({
  _meta: _exchange,
  resultType: _type,
  ttlMs: _ttl,
  cacheScope: _scope,
  ...result
}: Record<string, unknown>): Record<string, unknown> {
  return result;
}

/** A header holds plain ASCII only; other names travel in the encoding that MCP gives for that. */
function headerText(value: string): string {
  return /^[\x21-\x7e]+$/.test(value) ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}
