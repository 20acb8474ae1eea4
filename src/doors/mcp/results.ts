import { Readable } from "node:stream";
import type { CallToolResult } from "@modelcontextprotocol/server";
import { HydraError, toProblem } from "../../kernel/errors.ts";
import { isFile, isStream, type AnyOperation, type FileContent } from "../../kernel/operation.ts";
import { routeOf } from "../../kernel/registry.ts";
import { readBounded } from "./bounded-list.ts";

/** A text beyond this costs a model more than it can use; it is embedded as a resource, which clients may keep aside. */
const MAX_INLINE_TEXT_BYTES = 131_072;
const MAX_FILE_BYTES = 4_194_304;

/** An operation's answer as a tool's result: what programs read in `structuredContent`, the same as text for models. */
export async function toolResult(op: AnyOperation, answer: unknown): Promise<CallToolResult> {
  if (isStream(op.output)) return valueResult(await readBounded(answer as AsyncIterable<unknown>));
  if (isFile(op.output)) return fileResult(op, answer as FileContent);
  return valueResult(answer);
}

/** Older clients know objects only as structured content, so anything else stands under `result`. */
export function valueResult(value: unknown): CallToolResult {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const structuredContent = (isObject ? value : { result: value ?? null }) as Record<string, unknown>;
  return { content: [{ type: "text", text: JSON.stringify(value ?? null) }], structuredContent };
}

async function fileResult(op: AnyOperation, file: FileContent): Promise<CallToolResult> {
  const bytes = await readBytes(op, file);
  const { mediaType, fileName } = file;
  const structuredContent = { mediaType, fileName: fileName ?? null, sizeBytes: bytes.byteLength };
  const base64 = (): string => bytes.toString("base64");
  if (mediaType.startsWith("image/") && mediaType !== "image/svg+xml")
    return { content: [{ type: "image", data: base64(), mimeType: mediaType }], structuredContent };
  if (mediaType.startsWith("audio/")) return { content: [{ type: "audio", data: base64(), mimeType: mediaType }], structuredContent };
  const uri = `hydra://files/${encodeURIComponent(fileName ?? op.name)}`;
  if (!isText(mediaType))
    return { content: [{ type: "resource", resource: { uri, mimeType: mediaType, blob: base64() } }], structuredContent };
  const text = bytes.toString("utf8");
  if (bytes.byteLength <= MAX_INLINE_TEXT_BYTES) return { content: [{ type: "text", text }], structuredContent };
  return { content: [{ type: "resource", resource: { uri, mimeType: mediaType, text } }], structuredContent };
}

async function readBytes(op: AnyOperation, { body }: FileContent): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const source = body instanceof Readable ? (body as AsyncIterable<Uint8Array | string>) : [body];
  for await (const chunk of source) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > MAX_FILE_BYTES)
      throw new HydraError(
        "too_large",
        `The file is larger than ${MAX_FILE_BYTES / 1_048_576} MiB. Fetch it over HTTP: ${routeOf(op).path}`,
      );
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function isText(mediaType: string): boolean {
  return /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|yaml|javascript)|image\/svg)/.test(mediaType);
}

/** A failure that a model can act on: the problem as REST gives it, and what to do next in words. */
export function problemResult(error: HydraError): CallToolResult {
  const problem = toProblem(error);
  const advice = problem.approvalId === undefined ? "" : ` ${adviceWhileWaiting(problem.approvalId)}`;
  return {
    content: [{ type: "text", text: `${problem.code}: ${problem.detail}${advice}` }],
    structuredContent: { ...problem },
    isError: true,
  };
}

function adviceWhileWaiting(approvalId: string): string {
  return `Nothing was done yet. Tell the person that ${approvalId} waits for them: \`hydra approvals approve ${approvalId}\` lets it happen. You cannot approve it. Afterwards make the same call again: it then answers the result.`;
}
