import { createWriteStream, existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { dirname, resolve } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import { isFile, isStream, type AnyOperation } from "../../kernel/operation.ts";
import type { Options } from "./arguments.ts";
import { readProblem, readText, toFailure } from "./connection.ts";
import type { Layout } from "./render/style.ts";
import { printableLines, terminalJson } from "./render/text.ts";
import { renderStreamItem, renderValue } from "./render/value.ts";
import { EXIT, write, type Shell } from "./shell.ts";
import { readServerEvents } from "./sse.ts";

/**
 * Print what an operation answered, as its output says: a value, a stream, a file. Returns the exit code, which is not 0
 * for an answer that the operation itself calls a failure.
 */
export async function printAnswer(op: AnyOperation, response: IncomingMessage, options: Options, shell: Shell): Promise<number> {
  if (isStream(op.output)) {
    const last = op.output.item.safeParse(await printStream(response, options, shell));
    if (last.success && op.output.isFailure?.(last.data) === true) return EXIT.other;
  } else if (isFile(op.output)) await printFile(response, options, shell);
  else {
    const text = await readText(response);
    const value = text === "" ? null : parseAnswer(text);
    const isSaidInWords = !options.json && op.whenEmpty !== undefined && holdsNothing(value);
    const shown = options.json ? terminalJson(value, 2) : isSaidInWords ? op.whenEmpty : renderValue(value, layoutOf(shell));
    await write(shell.stdout, `${shown}\n`);
    // The Hydra that answered may be of another version than this command: only an answer of the known shape is judged.
    const known = op.output.safeParse(value);
    if (known.success && op.isFailure?.(known.data) === true) return EXIT.other;
  }
  return EXIT.done;
}

/** An answer whose only content is an empty list. */
function holdsNothing(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  const told = Object.values(value).filter((field) => field !== null);
  return told.length === 1 && Array.isArray(told[0]) && told[0].length === 0;
}

export function layoutOf(shell: Shell): Layout {
  const isTerminal = shell.stdout.isTTY === true;
  const noColour = shell.env["NO_COLOR"];
  // Whoever sets COLUMNS wants that width, also in a pipe.
  const wanted = Number(shell.env["COLUMNS"]);
  const asked = Number.isSafeInteger(wanted) && wanted > 0 ? wanted : null;
  return {
    width: asked ?? (isTerminal ? shell.stdout.columns || 80 : null),
    hasColours: isTerminal && (noColour === undefined || noColour === "") && shell.env["TERM"] !== "dumb",
    now: shell.clock.now(),
  };
}

/** @returns the last item; undefined when there was none */
async function printStream(response: IncomingMessage, options: Options, shell: Shell): Promise<unknown> {
  response.setEncoding("utf8");
  let last: unknown;
  try {
    for await (const { event, data } of readServerEvents(response as AsyncIterable<string>)) {
      if (event === "error" && readProblem(data) !== null) throw toFailure(0, data);
      const item = parseAnswer(data);
      last = item;
      await write(shell.stdout, `${options.json ? terminalJson(item) : renderStreamItem(item, layoutOf(shell))}\n`);
    }
  } catch (error) {
    // Whoever follows a stream ends it with Ctrl-C: that is its good end.
    if (shell.signal?.aborted === true) return undefined;
    if (error instanceof HydraError) throw error;
    throw new HydraError("upstream_failed", `The stream broke off: ${messageOf(error)}`, { cause: error });
  }
  return last;
}

async function printFile(response: IncomingMessage, options: Options, shell: Shell): Promise<void> {
  const mediaType = (response.headers["content-type"] ?? "").split(";")[0] ?? "";
  if (options.output !== undefined && options.output !== "-") {
    const folder = dirname(resolve(options.output));
    if (!existsSync(folder)) {
      response.destroy();
      throw new HydraError("invalid_input", `The folder ${folder} does not exist.`);
    }
    await pipeline(response, createWriteStream(options.output));
    await write(shell.stderr, `saved ${options.output}\n`);
    return;
  }
  if (shell.stdout.isTTY !== true) return pipeline(response, shell.stdout, { end: false });
  if (!/^text\/|[/+](json|xml|yaml)$/.test(mediaType)) {
    response.destroy();
    throw new HydraError(
      "invalid_input",
      `This is ${mediaType || "binary"}, nothing for a terminal: add --output FILE, or send it into a pipe.`,
    );
  }
  await pipeline(response, readableText(), shell.stdout, { end: false });
}

/** Text on its way to a terminal, line by line, without what could steer the terminal. */
function readableText(): Transform {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      done(null, lines.map((line) => `${printableLines(line.replace(/\r$/, ""))}\n`).join(""));
    },
    flush(done) {
      done(null, printableLines(rest + decoder.end()));
    },
  });
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HydraError("upstream_failed", "The answer is no JSON: is another program on Hydra's port?", { cause: error });
  }
}
