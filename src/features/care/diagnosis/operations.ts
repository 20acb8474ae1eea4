import { z } from "zod";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { maskSecrets } from "../../../kernel/masking.ts";
import { mine } from "../../watch/logs/operations.ts";
import { CATEGORIES, GROUPS } from "./categories.ts";
import { classify as classifyLines } from "./classify.ts";
import { withoutHeaders } from "./mining/header.ts";
import { streams } from "./mining/streams.ts";
import { calmOf, rankSuspects } from "./root-cause/rank.ts";

export { withoutHeaders } from "./mining/header.ts";
export { CATEGORIES, GROUPS, groupOf, type Category } from "./categories.ts";

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

export const templates = operation({
  name: "diagnosis.templates",
  summary: "Find the templates of log lines: what stays the same, and <*> where values stand",
  http: "POST /diagnosis/templates",
  risk: "read",
  rarelyAsked: true,
  bodyLimitBytes: 32 * 1_048_576,
  input: z.strictObject({
    lines: z.array(z.string().max(1_048_576)).max(1_000_000).describe("log lines, with or without their time and level, oldest first"),
    stream: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("a name of yours for where they come from: what its earlier lines taught is used and added to; without it nothing is kept"),
  }),
  output: z.strictObject({
    templates: z.array(
      z.strictObject({
        id: z.string().describe("in a stream it stays when the template is understood better"),
        template: z.string(),
        count: z.int().describe("how many of these lines"),
        isNew: z.boolean().describe("no earlier line of the stream was of it"),
      }),
    ),
    assignments: z.array(z.int()).describe("for each line the place of its template in `templates`, from 0"),
  }),
  run: async ({ lines, stream }, ctx) => {
    const messages = withoutHeaders(lines);
    if (stream === undefined) return mine(messages);
    return ctx.part(streams).learn(ctx.caller.userId ?? ctx.caller.id, stream, messages);
  },
});

const Name = z.string().min(1).max(1_000);
const MeasuredSeries = z
  .strictObject({
    node: Name,
    metric: Name.describe("its name says what it is: latency, availability, errors, requests"),
    statistic: z.string().max(100).optional().describe("Average, p99, Sum; where there are several, an average is preferred"),
    times: z.array(z.number()).max(1_000_000).describe("epoch seconds"),
    values: z.array(z.number().nullable()).max(1_000_000).describe("one for each time, null where nothing was measured"),
  })
  .refine(({ times, values }) => times.length === values.length, { error: "there must be as many values as times", path: ["values"] });

export const rootCause = operation({
  name: "diagnosis.rootCause",
  summary: "Say which component is the likeliest cause of a service's trouble, by metrics and who calls whom",
  http: "POST /diagnosis/root-cause",
  risk: "read",
  rarelyAsked: true,
  bodyLimitBytes: 32 * 1_048_576,
  input: z.strictObject({
    edges: z
      .array(z.tuple([Name, Name]))
      .max(100_000)
      .describe("who calls whom: [caller, callee]"),
    series: z
      .array(MeasuredSeries)
      .min(1)
      .max(100_000)
      .describe("from some intervals before the trouble on, if possible until it was over"),
    normal: z.array(MeasuredSeries).max(100_000).optional().describe("the same metrics in normal operation"),
    target: z
      .strictObject({ node: Name, metric: Name, time: z.number().describe("epoch seconds") })
      .describe("where and when the trouble was seen"),
  }),
  output: z.strictObject({
    ranking: z
      .array(
        z.strictObject({
          node: z.string(),
          score: Fraction.describe("how much speaks for it beside the others; no probability"),
          why: z.string(),
        }),
      )
      .describe("every component, the likeliest cause first"),
    none: z.string().nullable().describe("why nobody is to blame, when nothing was unusual at the target: all scores are 0 then"),
  }),
  run: (symptoms) => {
    const { edges, series, target } = symptoms;
    if (!series.some(({ node }) => node === target.node) && !edges.flat().includes(target.node))
      throw new HydraError("invalid_input", `"${target.node}" stands neither in the series nor in the edges.`, {
        errors: [{ path: "target.node", message: "no such component" }],
      });
    const none = calmOf(symptoms);
    const ranking = rankSuspects(symptoms);
    return { ranking: none === null ? ranking : ranking.map((suspect) => ({ ...suspect, score: 0 })), none };
  },
});
