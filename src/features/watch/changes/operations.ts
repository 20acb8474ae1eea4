import { z } from "zod";
import { toIso } from "../../../kernel/clock.ts";
import { operation } from "../../../kernel/operation.ts";
import { listChanges } from "./store.ts";

export const list = operation({
  name: "changes.list",
  summary: "List what changed, when, in plain words, newest first",
  http: "GET /changes",
  shell: "changes",
  risk: "read",
  say: ["what changed", "what changed today"],
  input: z.strictObject({
    since: z.iso.datetime().optional().describe("only from this time on"),
    node: z.string().min(1).optional().describe("only on this node"),
    name: z.string().min(1).optional().describe("only about this container, node, disk or address"),
    limit: z.int().min(1).max(1_000).default(100).describe("how many to list at most"),
  }),
  output: z.strictObject({
    changes: z.array(
      z.strictObject({
        at: z.iso.datetime(),
        kind: z.enum(["container", "node", "disk", "certificate"]),
        node: z.string(),
        name: z.string(),
        field: z.string(),
        what: z.string(),
        before: z.unknown(),
        after: z.unknown(),
      }),
    ),
  }),
  run: async ({ since, ...filter }, ctx) => {
    const changes = await listChanges(ctx, { ...filter, since: since === undefined ? undefined : Date.parse(since) });
    return {
      changes: changes.map(({ at, kind, node, name, field, what, before, after }) => ({
        at: toIso(at),
        kind,
        node,
        name,
        field,
        what,
        before,
        after,
      })),
    };
  },
});
