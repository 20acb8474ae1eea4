import { z } from "zod";
import { mistakesIn, serverSettings } from "../../../../kernel/config.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { operation } from "../../../../kernel/operation.ts";
import { withAddition } from "./addition.ts";
import { diffOfLines } from "./lines-diff.ts";
import { linesWithSecrets } from "./plain-secrets.ts";
import { newestBackup, readBackup, readSettingsFile, writeSettingsFile } from "./settings-file.ts";

const LONGEST = 200_000;
const Text = z.string().max(LONGEST).describe("the whole of hydra.yaml");

function fileOf({ kernel }: Pick<Host, "kernel">): string {
  return kernel.config.sources.file;
}

export const file = operation({
  name: "settings.file",
  summary: "Read hydra.yaml as it is written, with its comments",
  http: "GET /settings/file",
  risk: "read",
  personOnly: true,
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    file: z.string(),
    text: z.string().describe("empty when there is no file"),
    digest: z.string().describe("names this state of it: settings.save wants it"),
    isThere: z.boolean(),
    isInForce: z.boolean().describe("false: it was written since Hydra started, and counts from the next start on"),
    backup: z.string().nullable().describe("names the newest state before, for settings.restore; null when there is none"),
  }),
  run: (_input, ctx) => {
    const path = fileOf(ctx);
    const known = readSettingsFile(path);
    return { file: path, ...known, isInForce: known.text === ctx.kernel.config.text, backup: newestBackup(path, known) };
  },
});

const Mistake = z.strictObject({ line: z.int().nullable().describe("null: no line of the file is to blame"), message: z.string() });

function mistakesOf({ kernel }: Pick<Host, "kernel">, text: string): z.output<typeof Mistake>[] {
  return mistakesIn([serverSettings, ...kernel.registry.settings], kernel.config.sources, text);
}

export const check = operation({
  name: "settings.check",
  summary: "Say what is wrong with a text for hydra.yaml, and what it would change",
  http: "POST /settings/check",
  risk: "read",
  personOnly: true,
  rarelyAsked: true,
  input: z.strictObject({
    text: Text.optional().describe("the whole of hydra.yaml; without it the file as it is"),
    addition: z.string().max(LONGEST).optional().describe("a piece of YAML to be put into it: what is there stays"),
  }),
  output: z.strictObject({
    text: z.string().describe("the whole, with the addition"),
    digest: z.string().describe("of the file as it is now: settings.save wants it"),
    mistakes: z.array(Mistake).describe("why it would be refused; empty: it can be saved"),
    warnings: z.array(Mistake),
    lines: z.array(z.strictObject({ kind: z.enum(["same", "added", "removed"]), line: z.int(), text: z.string() })),
  }),
  isFailure: ({ mistakes }) => mistakes.length > 0,
  run: ({ text, addition }, ctx) => {
    const known = readSettingsFile(fileOf(ctx));
    const whole = addition === undefined ? (text ?? known.text) : withAddition(text ?? known.text, addition);
    const mistakes = mistakesOf(ctx, whole);
    const refused = new Set(mistakes.map(({ line }) => line));
    return {
      text: whole,
      digest: known.digest,
      mistakes,
      warnings: linesWithSecrets(whole)
        .filter((line) => !refused.has(line))
        .map((line) => ({
          line,
          message:
            "this looks like a secret in plain text: put it into a file or the environment, and name it here by file:/path or env:NAME",
        })),
      lines: diffOfLines(known.text, whole),
    };
  },
});

const Written = z.strictObject({
  file: z.string(),
  digest: z.string().describe("of the file as it is now"),
  backup: z.string().describe("names the state before, which lies beside the file: settings.restore puts it back"),
  takesEffect: z.string(),
});

function written(ctx: Pick<Host, "kernel">, text: string, expected: string | null): z.output<typeof Written> {
  const path = fileOf(ctx);
  const takesEffect =
    text === ctx.kernel.config.text ? "This is in force already." : "It takes effect when Hydra is started the next time.";
  return { file: path, ...writeSettingsFile(path, text, expected), takesEffect };
}

export const save = operation({
  name: "settings.save",
  summary: "Write hydra.yaml, if it is valid and nobody wrote it meanwhile; it takes effect with the next start",
  http: "PUT /settings/file",
  risk: "undoable",
  personOnly: true,
  rarelyAsked: true,
  // By the copy beside the file: what the audit keeps of a text is masked.
  undo: { operation: "settings.restore", input: (_input, { backup }) => ({ backup }) },
  input: z.strictObject({
    text: Text,
    digest: z.string().describe("of the file that the change was made from, as settings.file tells it"),
  }),
  unkept: ["text"],
  output: Written,
  run: ({ text, digest }, ctx) => {
    const mistakes = mistakesOf(ctx, text);
    if (mistakes.length > 0)
      throw new HydraError(
        "invalid_input",
        mistakes.map(({ line, message }) => (line === null ? message : `line ${line}: ${message}`)).join("\n"),
      );
    return written(ctx, text, digest);
  },
});

export const restore = operation({
  name: "settings.restore",
  summary: "Put hydra.yaml back as it was before it was saved",
  http: "POST /settings/restore",
  risk: "undoable",
  personOnly: true,
  rarelyAsked: true,
  undo: { operation: "settings.restore", input: (_input, { backup }) => ({ backup }) },
  input: z.strictObject({
    backup: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe("the state before, as settings.save named it"),
  }),
  output: Written,
  run: ({ backup }, ctx) => written(ctx, readBackup(fileOf(ctx), backup), null),
});
