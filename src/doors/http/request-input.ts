import { Readable } from "node:stream";
import { HydraError } from "../../kernel/errors.ts";
import { isStream, type AnyOperation, type Upload } from "../../kernel/operation.ts";
import { readsQuery, type Route } from "../../kernel/registry.ts";
import { readTextFields, type TextFields } from "../../kernel/text-values.ts";

const DEFAULT_LIMIT_BYTES = 1_048_576;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export interface RequestInput {
  input: Record<string, unknown>;
  upload?: Upload;
  /** The JSON body as it came, for an operation that keeps it. */
  body?: Uint8Array;
}

/** The values of a request: path parameters and query as text, the body as JSON, or as a file for an upload. */
export async function readRequest(op: AnyOperation, route: Route, request: Request, path: Record<string, string>): Promise<RequestInput> {
  const query = request.url.includes("?") ? queryFields(new URL(request.url).searchParams) : {};
  const fromPath = readTextFields(op.input, path);
  const limitBytes = op.bodyLimitBytes ?? DEFAULT_LIMIT_BYTES;
  if (op.upload !== undefined) {
    return { input: { ...readTextFields(op.input, query), ...fromPath }, upload: readUpload(op, request, limitBytes) };
  }
  if (readsQuery(route.method)) {
    const lastId = request.headers.get("last-event-id");
    const resumeField = isStream(op.output) ? op.output.resumeField : undefined;
    const resumed: TextFields = resumeField !== undefined && lastId !== null ? { [resumeField]: lastId } : {};
    return { input: { ...readTextFields(op.input, { ...query, ...resumed }), ...fromPath } };
  }
  const fromAddress = { ...readTextFields(op.input, query), ...fromPath };
  const bytes = await bytesUpTo(request, limitBytes);
  const body = readJson(request, bytes);
  if (body === undefined) return { input: fromAddress };
  if (body === null || typeof body !== "object" || Array.isArray(body))
    throw new HydraError("invalid_input", "The body must be a JSON object.");
  for (const name of Object.keys(fromAddress)) {
    if (Object.hasOwn(body, name) && (body as Record<string, unknown>)[name] !== fromAddress[name])
      throw new HydraError("invalid_input", `"${name}" in the body differs from the ${name in fromPath ? "path" : "query"}.`);
  }
  return { input: { ...body, ...fromAddress }, ...(op.keepsBody === true && { body: bytes }) };
}

function queryFields(parameters: URLSearchParams): TextFields {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of parameters) {
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value]);
  }
  return Object.fromEntries(fields);
}

function readUpload(op: AnyOperation, request: Request, limitBytes: number): Upload {
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const allowed = op.upload?.mediaTypes ?? [];
  if (!allowed.includes(mediaType) && !allowed.includes("*/*")) {
    throw new HydraError("invalid_input", `${op.name} takes ${allowed.join(", ")}, not "${mediaType}": set content-type.`);
  }
  return { mediaType, body: Readable.from(bodyUpTo(request, limitBytes), { objectMode: false }) };
}

/** The bytes of a body. Reads no further than the limit, whatever the sender announces. @throws HydraError too_large */
async function* bodyUpTo(request: Request, limitBytes: number): AsyncGenerator<Uint8Array> {
  const tooLarge = new HydraError("too_large", `The body is larger than ${Math.round(limitBytes / 1_024)} KiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge;
  let sizeBytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) throw tooLarge;
    yield chunk;
  }
}

/** The whole body. Whoever announces a length is held to it by HTTP itself, and read in one piece. @throws HydraError too_large */
async function bytesUpTo(request: Request, limitBytes: number): Promise<Uint8Array> {
  const announced = request.headers.get("content-length");
  if (announced !== null && Number(announced) <= limitBytes) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyUpTo(request, limitBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The JSON body, or undefined when there is none. */
function readJson(request: Request, bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return undefined;
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json")
    throw new HydraError("invalid_input", 'The body must be JSON: set "content-type: application/json".');
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch (error) {
    throw new HydraError(
      "invalid_input",
      `The body is not valid JSON: ${error instanceof SyntaxError ? error.message : "it is not UTF-8"}`,
    );
  }
}
