import { Readable } from "node:stream";
import type { JSONObject } from "@modelcontextprotocol/server";
import { z } from "zod";
import { HydraError } from "../../kernel/errors.ts";
import type { AnyOperation, Upload } from "../../kernel/operation.ts";
import { validate } from "../../kernel/text-values.ts";

/** How a tool call carries the bytes that a request would carry as its body. */
const UploadArgument = z.strictObject({
  mediaType: z.string().describe("media type of the file"),
  text: z.string().optional().describe("the file, when it is text"),
  base64: z.base64().optional().describe("the file in base64, when it is not text"),
});

const { $schema: _dialect, ...uploadSchema } = z.toJSONSchema(UploadArgument);
export const UPLOAD_SCHEMA = { ...uploadSchema, description: "the file to send: text or base64" } as unknown as JSONObject;

/**
 * Split a tool's arguments into the operation's input and its file.
 *
 * @throws HydraError invalid_input when the file is missing, in both forms, or of another type than the operation takes
 */
export function splitUpload(op: AnyOperation, input: Record<string, unknown>): { input: Record<string, unknown>; upload?: Upload } {
  if (op.upload === undefined) return { input };
  const { upload, ...rest } = input;
  const { mediaType, text, base64 } = validate(UploadArgument, upload ?? {}, "upload");
  const { mediaTypes } = op.upload;
  if (!mediaTypes.includes(mediaType) && !mediaTypes.includes("*/*")) {
    throw new HydraError("invalid_input", `upload.mediaType: ${op.name} takes ${mediaTypes.join(", ")}.`);
  }
  if ((text === undefined) === (base64 === undefined)) throw new HydraError("invalid_input", "upload: give either text or base64.");
  const bytes = text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text, "utf8");
  return { input: rest, upload: { mediaType, body: Readable.from([bytes]) } };
}
