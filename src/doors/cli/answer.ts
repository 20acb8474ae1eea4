import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
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
import { write, type Shell } from "./shell.ts";
import { readServerEvents } from "./sse.ts";

/** Print what an operation answered, as its output says: a value, a stream, a file. */
export async function printAnswer(op: AnyOperation, response: IncomingMessage, options: Options, shell: Shell): Promise<void> {
  if (isStream(op.output)) return printStream(response, options, shell);
  if (isFile(op.output)) return printFile(response, options, shell);
  const text = await readText(response);
  return printValue(text === "" ? null : parseAnswer(text), options, shell);
}

async function printValue(value: unknown, options: Pick<Options, "json">, shell: Shell): Promise<void> {
  const text = options.json ? terminalJson(value, 2) : renderValue(value, layoutOf(shell));
  await write(shell.stdout, `${text}\n`);
}

export function layoutOf(shell: Shell): Layout {
  const isTerminal = shell.stdout.isTTY === true;
  const noColour = shell.env["NO_COLOR"];
  return {
    width: isTerminal ? (shell.stdout.columns ?? 80) : null,
    hasColours: isTerminal && (noColour === undefined || noColour === "") && shell.env["TERM"] !== "dumb",
    now: shell.clock.now(),
  };
}

async function printStream(response: IncomingMessage, options: Options, shell: Shell): Promise<void> {
  response.setEncoding("utf8");
  try {
    for await (const { event, data } of readServerEvents(response as AsyncIterable<string>)) {
      if (event === "error" && readProblem(data) !== null) throw toFailure(0, data);
      const item = parseAnswer(data);
      await write(shell.stdout, `${options.json ? terminalJson(item) : renderStreamItem(item, layoutOf(shell))}\n`);
    }
  } catch (error) {
    // Whoever follows a stream ends it with Ctrl-C: that is its good end.
    if (shell.signal?.aborted === true) return;
    if (error instanceof HydraError) throw error;
    throw new HydraError("upstream_failed", `The stream broke off: ${messageOf(error)}`, { cause: error });
  }
}

async function printFile(response: IncomingMessage, options: Options, shell: Shell): Promise<void> {
  const mediaType = (response.headers["content-type"] ?? "").split(";")[0] ?? "";
  if (options.output !== undefined && options.output !== "-") {
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
