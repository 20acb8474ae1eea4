import { z } from "zod";
import { toPastIso, type Clock } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { show } from "../containers/operations.ts";
import { adviceFor, titleOf } from "./advice.ts";
import { VERDICTS } from "./events.ts";
import { desk, type Ruling } from "./desk.ts";
import { lookout } from "./lookout.ts";
import { listFindings } from "./store.ts";
import { CAUSES } from "./judgement/judge.ts";

const RulingShape = z.strictObject({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  node: z.string(),
  project: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  cause: z.enum(CAUSES),
  answers: z
    .boolean()
    .nullable()
    .describe("somebody else than its own check asked it: true it answered, false it did not, null nobody could"),
  sentence: z.string(),
  evidence: z.array(z.string()),
  since: z.iso.datetime(),
  judgedAt: z.iso.datetime(),
});

function shown(ruling: Ruling, clock: Clock): z.output<typeof RulingShape> {
  const { evidence, since, judgedAt } = ruling;
  return { ...ruling, evidence: [...evidence], since: toPastIso(clock, since), judgedAt: toPastIso(clock, judgedAt) };
}

export { hasPassedInThisRun } from "./gather.ts";
export { LOOP_DEATHS } from "./judgement/judge.ts";

export const list = operation({
  name: "verdicts.list",
  summary: "List what Hydra makes of each container, with the evidence",
  http: "GET /verdicts",
  shell: "verdicts",
  risk: "read",
  permission: "containers.read",
  input: z.strictObject({ verdict: z.enum(VERDICTS).optional().describe("only with this verdict") }),
  output: z.strictObject({
    verdicts: z.array(RulingShape),
    firstSightAt: z.iso.datetime().nullable().describe("when every container had its first verdict"),
  }),
  run: ({ verdict }, ctx) => {
    const { rulings, firstSightAt } = ctx.part(desk);
    return {
      verdicts: rulings.filter((ruling) => verdict === undefined || ruling.verdict === verdict).map((ruling) => shown(ruling, ctx.clock)),
      firstSightAt: firstSightAt === null ? null : toPastIso(ctx.clock, firstSightAt),
    };
  },
});

export const explain = operation({
  name: "verdicts.explain",
  summary: "Say why a container has its verdict, and what to do",
  http: "GET /verdicts/explain/{name}",
  shell: "why {name}",
  risk: "read",
  permission: "containers.read",
  say: ["what is wrong with {name}", "why is {name} unhealthy"],
  input: z.strictObject({
    name: z.string().min(1).describe("container name"),
    node: z.string().min(1).optional().describe("its node, where the name is not unique"),
    fresh: z.boolean().default(false).describe("look again now, instead of telling the last look"),
  }),
  output: z.strictObject({ ruling: RulingShape, advice: z.string().nullable() }),
  run: async ({ name, node, fresh }, ctx) => {
    const { container } = fresh ? await ctx.call(show, { name, node, history: 0 }) : { container: null };
    if (container !== null) await ctx.part(lookout).at(container.id, container.node);
    const found = ctx
      .part(desk)
      .rulings.find(
        (ruling) =>
          ruling.id === (container?.id ?? name) ||
          (container === null && ruling.name === name && (node === undefined || ruling.node === node)),
      );
    if (found === undefined)
      throw new HydraError("not_found", `There is no verdict about "${name}" yet. \`hydra containers\` lists the names.`);
    return { ruling: shown(found, ctx.clock), advice: adviceFor(found.cause) };
  },
});

const FindingGroup = z.strictObject({
  cause: z.string(),
  verdict: z.enum(VERDICTS),
  title: z.string(),
  advice: z.string().nullable(),
  containers: z.array(
    z.strictObject({
      name: z.string(),
      node: z.string(),
      since: z.iso.datetime(),
      wasIllAtFirstSight: z.boolean(),
      evidence: z.array(z.string()),
    }),
  ),
});

export const findings = operation({
  name: "verdicts.findings",
  summary: "List what is not as it should be, once by cause",
  http: "GET /verdicts/findings",
  shell: "findings",
  risk: "read",
  permission: "containers.read",
  input: z.strictObject({}),
  output: z.strictObject({ findings: z.array(FindingGroup) }),
  whenEmpty: "Nothing is wrong that Hydra can see.",
  run: async (_input, ctx) => {
    const { rulings } = ctx.part(desk);
    const byKey = new Map(rulings.map((ruling) => [ruling.key, ruling]));
    const groups = new Map<string, z.output<typeof FindingGroup>>();
    for (const { key, name, node, cause, verdict, openedAt, wasIllAtFirstSight } of await listFindings(ctx)) {
      const ruling = byKey.get(key);
      // What is gone since is history, not a finding.
      if (ruling === undefined) continue;
      const known = CAUSES.find((each) => each === cause);
      const group = groups.get(cause) ?? {
        cause,
        verdict: verdict as Ruling["verdict"],
        title: known === undefined ? cause : titleOf(known),
        advice: known === undefined ? null : adviceFor(known),
        containers: [],
      };
      group.containers.push({ name, node, since: toPastIso(ctx.clock, openedAt), wasIllAtFirstSight, evidence: [...ruling.evidence] });
      groups.set(cause, group);
    }
    const order = ["down", "broken-check", "unsure"];
    return {
      findings: [...groups.values()].toSorted(
        (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || b.containers.length - a.containers.length,
      ),
    };
  },
});
