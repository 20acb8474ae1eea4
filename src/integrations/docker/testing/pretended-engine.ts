import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A container as this engine lists and inspects it. */
export interface Pretended {
  id: string;
  name: string;
  status?: string;
  exitCode?: number;
  labels?: Record<string, string>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An engine's HTTP side with the few containers a test wants, for what no real engine does on demand. */
export class PretendedEngine {
  apiVersion = "1.45";
  engineId = "pretended";
  readonly containers = new Map<string, Pretended>();
  /** Paths (without version) that are answered otherwise. */
  readonly overrides = new Map<string, Answer>();
  /** How often each path was asked for. */
  readonly asked = new Map<string, number>();
  /** The queries of the event streams. */
  readonly eventQueries: URLSearchParams[] = [];
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();

  private constructor(tls?: { key: string; cert: string; ca: string }) {
    const answer: Answer = (request, response) => this.#answer(request, response);
    this.#server =
      tls === undefined ? createServer(answer) : createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, answer);
  }

  static async open(options: { socketPath?: string; tls?: { key: string; cert: string; ca: string } } = {}): Promise<PretendedEngine> {
    const engine = new PretendedEngine(options.tls);
    await new Promise<void>((resolve) => {
      if (options.socketPath === undefined) engine.#server.listen(0, "127.0.0.1", resolve);
      else engine.#server.listen(options.socketPath, resolve);
    });
    return engine;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  add(container: Pretended): void {
    this.containers.set(container.id, container);
  }

  emit(...lines: string[]): void {
    for (const stream of this.#streams) stream.write(lines.map((line) => `${line}\n`).join(""));
  }

  refuse(path: string, status = 403): void {
    this.overrides.set(path, (_request, response) => response.writeHead(status).end("<html>forbidden</html>"));
  }

  dropStreams(): void {
    for (const stream of this.#streams) stream.end();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://docker");
    const path = decodeURIComponent(url.pathname.replace(/^\/v1\.\d+/, ""));
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    const override = this.overrides.get(path);
    if (override !== undefined) override(request, response);
    else if (path === "/_ping") response.writeHead(200, { "api-version": this.apiVersion }).end("OK");
    else if (path === "/info")
      json(response, { ID: this.engineId, Name: "machine", ServerVersion: "26.0.0", NCPU: 4, MemTotal: 8e9, CgroupVersion: "2" });
    else if (path === "/events") this.#stream(url.searchParams, response);
    else if (path === "/containers/json") json(response, [...this.containers.values()].map(listed));
    else if (/^\/containers\/[^/]+\/json$/.test(path)) this.#inspect(path.split("/")[2] ?? "", response);
    else json(response, { message: `nothing at ${path}` }, 404);
  }

  #stream(query: URLSearchParams, response: ServerResponse): void {
    this.eventQueries.push(query);
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    if (query.has("until")) {
      response.end();
      return;
    }
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
  }

  #inspect(id: string, response: ServerResponse): void {
    const container = this.containers.get(id);
    if (container === undefined) json(response, { message: `No such container: ${id}` }, 404);
    else json(response, inspected(container));
  }
}

export function eventLine(containerId: string, action: string, atNs: bigint, attributes: Record<string, string> = {}): string {
  const actor = JSON.stringify({ ID: containerId, Attributes: { name: "web", ...attributes } });
  return `{"Type":"container","Action":${JSON.stringify(action)},"Actor":${actor},"time":${atNs / 1_000_000_000n},"timeNano":${atNs}}`;
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function listed({ id, name, status = "running" }: Pretended): object {
  return { Id: id, Names: [`/${name}`], ImageID: "sha256:1", State: status, Status: status };
}

function inspected({ id, name, status = "running", exitCode = 0, labels = {} }: Pretended): object {
  return {
    Id: id,
    Name: `/${name}`,
    Created: "2026-01-01T00:00:00Z",
    Image: "sha256:1",
    State: { Status: status, Pid: 7, ExitCode: exitCode, StartedAt: "2026-01-01T00:00:01.5Z", FinishedAt: "0001-01-01T00:00:00Z" },
    Config: { Image: name, Labels: labels },
    HostConfig: {},
  };
}
