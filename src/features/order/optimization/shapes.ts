import { z } from "zod";
import { PATTERN_KINDS } from "./patterns/usage.ts";
import { PRIORITIES, RESOURCES, USED_RESOURCES } from "./suggestions/assessment.ts";

const Time = z.iso.datetime();

export const Suggestion = z.strictObject({
  id: z.string().describe("the same as long as it is about the same"),
  node: z.string(),
  resource: z.enum(RESOURCES),
  subject: z.string().nullable().describe("container, mount point or GPU; null: the node itself"),
  priority: z.enum(PRIORITIES),
  title: z.string(),
  evidence: z.array(z.string()).describe("what was measured"),
  expectedEffect: z
    .strictObject({ value: z.number(), unit: z.string(), text: z.string() })
    .describe("by how much its measure would change"),
  measuredEffect: z
    .strictObject({ value: z.number(), unit: z.string(), before: z.number(), after: z.number(), text: z.string() })
    .nullable()
    .describe("what came of it, once it was done; null: not done, or not measured yet"),
  operation: z.string().nullable().describe("the operation that does it, where there is one"),
  operationInput: z.record(z.string(), z.unknown()).nullable(),
  state: z.enum(["open", "applied"]),
  since: Time,
  appliedAt: Time.nullable(),
  forecast: z
    .strictObject({ fillsAt: Time, earliest: Time, latest: Time.nullable().describe("null: nobody can say") })
    .nullable()
    .describe("of disks that will fill: nine times of ten between earliest and latest, as far as it goes on like this"),
});
export type Suggestion = z.output<typeof Suggestion>;

export const SourceShape = z.strictObject({
  name: z.string().describe("who measured: machine, nvidia-smi, prometheus and its instance, docker and its node, an upstream"),
  of: z.string(),
  measuredAt: Time.nullable(),
});

export const UsagePattern = z.strictObject({
  node: z.string(),
  resource: z.enum(USED_RESOURCES),
  subject: z.string().nullable().describe("GPU, mount point or container; null: the node itself"),
  metric: z.string().describe("as telemetry.series calls it"),
  kind: z.enum(PATTERN_KINDS).describe("unknown: not measured now, or fewer than 12 samples"),
  average: z.number().nullable(),
  peak: z.number().nullable(),
  capacity: z.number().nullable().describe("what there is of it, in the same unit"),
  unit: z.string(),
  samples: z.int().describe("steps with a value"),
  measuredHours: z.number().describe("how much time they cover"),
});
export type UsagePattern = z.output<typeof UsagePattern>;
