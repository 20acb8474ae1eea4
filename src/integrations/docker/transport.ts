import { readFile } from "node:fs/promises";
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { messageOf } from "../../kernel/errors.ts";
import type { Address } from "./address.ts";
import { EngineFailure, explainNoAnswer } from "./failures.ts";
import type { TlsFiles } from "./settings.ts";
import { SshConnection } from "./ssh.ts";

export interface Exchange {
  method: "GET" | "HEAD" | "POST" | "DELETE";
  path: string;
  /** Sent as JSON. */
  body?: object;
  /** Until the head of the answer is there. */
  timeoutMs: number;
  /** A connection of its own, outside the pool: for what stays open long. */
  isLong?: boolean;
  signal?: AbortSignal;
}

/** How many calls may wait on one engine at once; each way over SSH is a process. */
const POOL = { unix: 64, tcp: 64, ssh: 6 } as const;
const KEPT_IDLE = 4;

/** Connections to one engine. It is opened anew after each loss, so certificates are read again. */
export class Transport {
  readonly #address: Address;
  readonly #pool: Agent;
  readonly #long: Agent;
  readonly #open = new Set<ClientRequest>();

  private constructor(address: Address, pool: Agent, long: Agent) {
    this.#address = address;
    this.#pool = pool;
    this.#long = long;
  }

  /** Connects to nothing yet. @throws EngineFailure when a certificate cannot be read */
  static async open(address: Address, tls: TlsFiles | undefined): Promise<Transport> {
    const pooled = { keepAlive: true, maxSockets: POOL[address.kind], maxFreeSockets: KEPT_IDLE };
    if (address.kind === "ssh") return new Transport(address, new SshAgent(address, pooled), new SshAgent(address, {}));
    if (address.kind === "tcp" && address.isTls) {
      const certificates = tls === undefined ? {} : await readCertificates(tls);
      return new Transport(address, new HttpsAgent({ ...pooled, ...certificates }), new HttpsAgent(certificates));
    }
    return new Transport(address, new Agent(pooled), new Agent({}));
  }

  /**
   * The head of an answer, whatever its status. The body is the caller's to read or destroy.
   * @throws EngineFailure without status when there is no answer
   */
  async exchange(exchange: Exchange): Promise<IncomingMessage> {
    try {
      return await this.#once(exchange);
    } catch (error) {
      // An engine may close an idle connection just when it is used again: that says nothing about the engine.
      if (error instanceof StaleConnection && (exchange.method === "GET" || exchange.method === "HEAD")) return this.#once(exchange);
      throw error;
    }
  }

  close(): void {
    for (const request of this.#open) request.destroy(new Error("the connection to the engine was given up"));
    this.#pool.destroy();
    this.#long.destroy();
  }

  #once({ method, path, body, timeoutMs, isLong = false, signal }: Exchange): Promise<IncomingMessage> {
    const address = this.#address;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const send = address.kind === "tcp" && address.isTls ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send({
        ...target(address),
        method,
        path,
        agent: isLong ? this.#long : this.#pool,
        // Not only for politeness: TLS compares the certificate with this name.
        headers: {
          host: hostHeader(address),
          "user-agent": "hydra",
          ...(content === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(content) }),
        },
        ...(signal === undefined ? {} : { signal }),
      });
      this.#open.add(request);
      const impatience = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`)), timeoutMs);
      request.on("response", (response) => {
        clearTimeout(impatience);
        resolve(response);
      });
      request.on("error", (error) => {
        const failure = new EngineFailure(explainNoAnswer(address, error), null, error);
        reject(request.reusedSocket && isReset(error) ? new StaleConnection(failure.message, null, error) : failure);
      });
      request.on("close", () => {
        clearTimeout(impatience);
        this.#open.delete(request);
      });
      request.end(content);
    });
  }
}

class StaleConnection extends EngineFailure {}

class SshAgent extends Agent {
  readonly #address: Extract<Address, { kind: "ssh" }>;

  constructor(address: Extract<Address, { kind: "ssh" }>, options: ConstructorParameters<typeof Agent>[0]) {
    super(options);
    this.#address = address;
  }

  override createConnection(): Duplex {
    return new SshConnection(this.#address);
  }
}

function target(address: Address): { socketPath: string } | { host: string; port: number } | { host: string } {
  switch (address.kind) {
    case "unix":
      return { socketPath: address.path };
    case "tcp":
      return { host: address.host, port: address.port };
    case "ssh":
      return { host: address.host };
  }
}

function hostHeader(address: Address): string {
  if (address.kind !== "tcp") return "docker";
  return isIP(address.host) === 6 ? `[${address.host}]` : address.host;
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}

async function readCertificates({ caFile, certFile, keyFile }: TlsFiles): Promise<{ ca: string; cert: string; key: string }> {
  const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map(readCertificate));
  return { ca: ca ?? "", cert: cert ?? "", key: key ?? "" };
}

async function readCertificate(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new EngineFailure(`The certificate file ${file} cannot be read: ${messageOf(error)}`, null, error);
  }
}
