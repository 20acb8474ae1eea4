import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { HydraError } from "../../kernel/errors.ts";
import type { AnyOperation } from "../../kernel/operation.ts";
import { sayMistake } from "../../kernel/issue-words.ts";
import { validate } from "../../kernel/text-values.ts";
import { printAnswer } from "./answer.ts";
import { approveAndFetch, askPerson, canAsk, reject } from "./approval.ts";
import { missingInputs, type Arguments, type Options } from "./arguments.ts";
import { usageOf } from "./help.ts";
import type { Command } from "./commands.ts";
import { findHydra, readText, send, type UploadBody } from "./connection.ts";
import { toKebab } from "./fields.ts";
import { toHttpCall } from "./request.ts";
import { EXIT, write, type Shell } from "./shell.ts";

/** Run an operation on the running Hydra and print its answer. Returns the exit code; failures are thrown. */
export async function runOperation(command: Command, { values: typed, options }: Arguments, shell: Shell): Promise<number> {
  const { op } = command;
  const values = { ...(await readInput(options, shell)), ...typed };
  checkInput(command, values, options);
  const connection = findHydra(shell.home);
  const call = toHttpCall(op, values);
  const attempt = (): ReturnType<typeof send> => send(connection, call, openUpload(op, options, shell), shell.signal);
  try {
    return await printAnswer(op, await attempt(), options, shell);
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    const approvalId = error.code === "approval_required" ? error.detail.approvalId : undefined;
    // What came by standard input is spent: it cannot be sent a second time.
    const isRepeatable = options.file !== "-" && options.input !== "-";
    if (approvalId === undefined || options.json || !isRepeatable || !canAsk(shell)) throw withVersions(error, connection.version, shell);
    if (!(await askPerson(op, values, error.message, shell))) {
      await reject(connection, approvalId, shell.signal);
      await write(shell.stderr, "Not done.\n");
      return EXIT.other;
    }
    return printAnswer(op, await approveAndFetch(connection, approvalId, attempt, shell.signal), options, shell);
  }
}

/** An operation that the running Hydra does not know yet, because it was not restarted after an update. */
function withVersions(error: HydraError, running: string, shell: Shell): HydraError {
  if (error.code !== "not_found" || running === shell.version) return error;
  return new HydraError(
    "not_found",
    `${error.message} (The running Hydra is version ${running}, this command ${shell.version}: a restart may help.)`,
  );
}

async function readInput({ input }: Options, shell: Shell): Promise<Record<string, unknown>> {
  if (input === undefined) return {};
  const text = input === "-" ? await readText(shell.stdin) : input;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HydraError("invalid_input", `--input is no valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new HydraError("invalid_input", "--input takes one JSON object.");
  return value as Record<string, unknown>;
}

/** Check here what can be checked without Hydra, in the words of the shell. */
function checkInput(command: Command, values: Record<string, unknown>, options: Options): void {
  const { op } = command;
  const missing = [...missingInputs(op, values), ...(op.upload !== undefined && options.file === undefined ? ["--file PATH"] : [])];
  if (missing.length > 0) throw new HydraError("invalid_input", `It needs ${missing.join(", ")}. Usage: hydra ${usageOf(command)}`);
  try {
    validate(op.input, values);
  } catch (error) {
    const errors = error instanceof HydraError ? (error.detail.errors ?? []) : [];
    if (errors.length === 0) throw error;
    throw new HydraError(
      "invalid_input",
      errors.map(({ path, message }) => sayMistake(path === "" ? "input" : `--${toKebab(path)}`, message)).join("\n"),
      { errors },
    );
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".md": "text/markdown",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".txt": "text/plain",
  ".wav": "audio/wav",
  ".webp": "image/webp",
  ".yaml": "application/yaml",
  ".yml": "application/yaml",
};

function openUpload(op: AnyOperation, options: Options, shell: Shell): UploadBody | null {
  if (op.upload === undefined || options.file === undefined) return null;
  const guess = MEDIA_TYPES[extname(options.file).toLowerCase()];
  const { mediaTypes } = op.upload;
  const takesGuess = guess !== undefined && (mediaTypes.includes(guess) || mediaTypes.includes("*/*"));
  const first = mediaTypes.find((type) => !type.includes("*")) ?? "application/octet-stream";
  const mediaType = takesGuess ? guess : first;
  return { mediaType, body: options.file === "-" ? shell.stdin : createReadStream(options.file) };
}
