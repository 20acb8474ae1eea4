import { z } from "zod";
import { operation } from "../../../../kernel/operation.ts";
import { graph } from "../../../watch/dependencies/operations.ts";
import { errors } from "../../../watch/logs/operations.ts";
import { history } from "../../../watch/telemetry/operations.ts";
import { rootCause } from "../../diagnosis/operations.ts";
import { show } from "../../incidents/operations.ts";
import { symptomsOf } from "./symptoms.ts";

const HOUR_MS = 3_600_000;
const MOST_SUSPECTS = 10;
/** Less says nothing worth a look. */
const LEAST_SCORE = 0.05;

export const suspects = operation({
  name: "failures.suspects",
  summary: "Where several services misbehave together: which of them is the likeliest cause, by what each wrote and used",
  http: "GET /incidents/{id}/suspects",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ id: z.string().min(1).max(200).describe("the incident's id, as jellyfin-17") }),
  output: z.strictObject({
    incidentId: z.string(),
    suspects: z
      .array(
        z.strictObject({
          key: z.string(),
          name: z.string(),
          score: z.number().describe("beside the others; no probability"),
          why: z.string(),
        }),
      )
      .describe("the likeliest cause first: a hint, beside the root that the incident names"),
    none: z.string().nullable().describe("why there is no hint, when there is none"),
  }),
  whenEmpty: "There is no hint: one service alone, or nothing was measured then.",
  run: async ({ id }, ctx) => {
    const { id: incidentId, subject, suffering, happenedAt } = await ctx.call(show, { id });
    const nothing = (none: string) => ({ incidentId, suspects: [], none });
    if (subject.kind !== "container" || suffering.length === 0) return nothing("Nothing else suffers with it.");
    const at = Date.parse(happenedAt);
    const hours = Math.max(0, ctx.clock.now() - at) / HOUR_MS;
    const isLately = hours < 0.75;
    const [{ links, nodes }, measured, { containers }] = await Promise.all([
      ctx.call(graph, {}),
      ctx.call(history, isLately ? { hours: 1, step: "10s" } : { hours: Math.min(168, hours + 2), step: "5m" }),
      ctx.call(errors, {}),
    ]);
    const keys = [subject.key, ...suffering.map(({ key }) => key)];
    const symptoms = symptomsOf({ keys, time: at / 1_000 }, { links, history: measured, errors: containers });
    if (symptoms === null) return nothing("Nothing was measured of them before it happened.");
    const { ranking, none } = await ctx.call(rootCause, symptoms);
    const names = new Map(nodes.map(({ key, name }) => [key, name]));
    const named = (text: string): string => [...names].reduce((told, [key, name]) => told.replaceAll(key, name), text);
    const telling = ranking.filter(({ score }) => score >= LEAST_SCORE).slice(0, MOST_SUSPECTS);
    const told = telling.map(({ node, score, why }) => ({ key: node, name: names.get(node) ?? node, score, why: named(why) }));
    return { incidentId, suspects: told, none: told.length > 0 ? null : none === null ? "Nothing about them was unusual." : named(none) };
  },
});
