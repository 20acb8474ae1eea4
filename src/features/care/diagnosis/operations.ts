import { z } from "zod";
import { operation } from "../../../kernel/operation.ts";
import { maskSecrets } from "../../../kernel/masking.ts";
import { CATEGORIES, GROUPS } from "./categories.ts";
import { classify as classifyLines } from "./classify.ts";

export { groupOf } from "./categories.ts";

/** A line as evidence: long enough to recognise it, short enough to read. */
const LONGEST_EVIDENCE = 500;

const Fraction = z.number().min(0).max(1);

export const Diagnosis = z.strictObject({
  category: z.enum(CATEGORIES),
  group: z.enum(GROUPS),
  confidence: Fraction.describe("of a hundred answers with 0.8, eighty are right; 0 when unknown"),
  evidence: z
    .array(z.strictObject({ source: z.enum(["log", "docker"]), line: z.string(), why: z.string() }))
    .describe("the cause line first"),
  alternatives: z.array(z.strictObject({ category: z.enum(CATEGORIES), confidence: Fraction })),
});

export const classify = operation({
  name: "diagnosis.classify",
  summary: "Say what went wrong, read from log lines: category, cause line, how sure",
  http: "POST /diagnosis/classify",
  risk: "read",
  rarelyAsked: true,
  input: z
    .strictObject({
      text: z.string().max(1_048_576).optional().describe("a piece of a log"),
      lines: z.array(z.string().max(65_536)).max(10_000).optional().describe("the same, line by line, oldest first"),
      service: z.string().max(255).optional().describe("whose log it is; the answer does not depend on it"),
      exitCode: z.int().optional().describe("how it ended"),
      isOomKilled: z.boolean().optional().describe("the kernel ended it for its memory"),
      stateError: z.string().max(4_096).optional().describe("Docker's own words on why it could not start"),
      checkOutput: z.string().max(4_096).optional().describe("what its last failed health check said"),
    })
    .refine(({ text, lines }) => (text === undefined) !== (lines === undefined), {
      error: "give either text or lines",
      path: ["text"],
    }),
  output: Diagnosis,
  run: ({ text, lines, service: _whose, ...circumstances }) => {
    const { evidence, ...said } = classifyLines(lines ?? [text ?? ""], circumstances);
    return { ...said, evidence: evidence.map((each) => ({ ...each, line: maskSecrets(each.line).slice(0, LONGEST_EVIDENCE) })) };
  },
});
