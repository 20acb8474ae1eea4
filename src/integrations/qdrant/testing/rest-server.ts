import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Collection {
  vectors: Record<string, { size: number }>;
  points: Map<number, { vector: number[]; payload: Record<string, string> }>;
}

interface Condition {
  key: string;
  match: { value?: string; any?: string[] };
}

type Body = Record<string, unknown>;

/** What of Qdrant's REST the client uses, on loopback: strict about paths, lengths and keys, as the real one is. */
export class QdrantRestServer {
  readonly collections = new Map<string, Collection>();
  /** `METHOD path`, oldest first. */
  readonly asked: string[] = [];
  apiKey: string | null = null;
  /** Answered to everything instead; null: as it should be. */
  broken: { status: number; text: string } | null = null;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<QdrantRestServer> {
    const made = new QdrantRestServer();
    await new Promise<void>((resolve) => {
      made.#server.listen(0, "127.0.0.1", resolve);
    });
    return made;
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

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString("utf8");
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    this.asked.push(`${request.method} ${pathname}`);
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (this.broken !== null) {
      response.writeHead(this.broken.status).end(this.broken.text);
      return;
    }
    if (this.apiKey !== null && request.headers["api-key"] !== this.apiKey)
      return answer(401, { status: { error: "Must provide an API key" } });
    if (pathname === "/readyz") return answer(200, "all shards are ready");
    try {
      answer(200, {
        result: this.#act(`${request.method}`, pathname, text === "" ? {} : (JSON.parse(text) as Body)),
        status: "ok",
        time: 0,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer(error.status, { status: { error: error.message }, time: 0 });
    }
  }

  #act(method: string, path: string, body: Body): unknown {
    const [, name = "", below = ""] = /^\/collections\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (name === "") throw new Refusal(404, "Not found");
    if (method === "PUT" && below === "") return this.#create(name, body);
    const collection = this.collections.get(name);
    if (collection === undefined) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    switch (`${method} ${below}`) {
      case "GET ":
        return { points_count: collection.points.size, config: { params: { vectors: collection.vectors } } };
      case "DELETE ":
        return this.collections.delete(name);
      case "PUT /index":
        return { status: "completed" };
      case "PUT /points":
        return put(collection, body["points"] as { id: number; vector: Record<string, number[]>; payload: Record<string, string> }[]);
      case "POST /points/delete":
        for (const id of body["points"] as number[]) collection.points.delete(id);
        return { status: "completed" };
      case "POST /points/query":
        return { points: nearest(collection, body as never) };
      default:
        throw new Refusal(404, "Not found");
    }
  }

  #create(name: string, body: Body): boolean {
    if (this.collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
    this.collections.set(name, { vectors: body["vectors"] as Collection["vectors"], points: new Map() });
    return true;
  }
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function put(
  { vectors, points }: Collection,
  given: readonly { id: number; vector: Record<string, number[]>; payload: Record<string, string> }[],
): unknown {
  for (const { id, vector, payload } of given) {
    const [[name = "", values = []] = []] = Object.entries(vector);
    measured(vectors, name, values);
    points.set(id, { vector: values, payload });
  }
  return { status: "completed" };
}

function nearest(
  { vectors, points }: Collection,
  { query, using, filter, limit }: { query: number[]; using: string; filter: { must: Condition[] }; limit: number },
): { id: number; score: number }[] {
  measured(vectors, using, query);
  return [...points]
    .filter(([, { payload }]) =>
      filter.must.every(({ key, match }) =>
        match.any === undefined ? payload[key] === match.value : match.any.includes(payload[key] ?? ""),
      ),
    )
    .map(([id, { vector }]) => ({ id, version: 1, score: cosine(vector, query) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
}

function measured(vectors: Collection["vectors"], name: string, { length }: readonly number[]): void {
  const size = vectors[name]?.size;
  if (size === undefined) throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
  if (size !== length) throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${size}, got ${length}`);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, at) => total + value * (b[at] ?? 0), 0);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);
}
