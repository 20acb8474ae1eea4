import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import type { Host } from "../../../kernel/context.ts";
import { coversGrantee, GRANT_LEVELS, GRANT_SCOPES, type Grant } from "../../../kernel/grants.ts";
import { recordsOf, type GrantRecord } from "./earned/deed.ts";
import { deedsSince } from "./earned/store.ts";
import { grantSentence } from "./sentence.ts";

export const Scope = z.strictObject({
  kind: z.enum(GRANT_SCOPES),
  name: z.string().min(1).optional().describe("which one (web, or tower/web with its node) or which project; not for all"),
});

export const GrantShape = z.strictObject({
  sentence: z.string().describe("what it allows and how that went, in plain words"),
  level: z.enum(GRANT_LEVELS),
  operation: z.string(),
  scope: Scope,
  cause: z.string().nullable(),
  grantee: z.string(),
  record: z.strictObject({
    right: z.int(),
    wrong: z.int().describe("what failed and what a person took back"),
    needless: z.int(),
    declined: z.int().describe("what a person was asked about and did not want"),
    unknown: z.int().describe("what nothing showed to be right or wrong"),
    since: z.iso.datetime(),
  }),
  lastUsedAt: z.iso.datetime().nullable().describe("when somebody last acted under it"),
  since: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  protectedBecause: z.string().nullable().describe("it is about one thing that is protected, so it asks each time, whatever its level"),
  by: z.string(),
  reason: z.string().nullable().describe("why it is as it is, when Hydra itself lowered it"),
  id: z.string(),
});

type Reading = Pick<Host, "kernel" | "db" | "clock">;

/** Grants as somebody reads them, each with its record. One that was just taken back is among those that are. */
export async function showGrants(host: Reading, wanted: readonly Grant[]): Promise<z.output<typeof GrantShape>[]> {
  const records = await recordsFor(host, wanted);
  const now = host.clock.now();
  return wanted.map((grant) => {
    const record = records.get(grant.id) as GrantRecord;
    const { lastUsedAt, ...counts } = record;
    const protectedBecause = whyProtected(host, grant);
    return {
      sentence: grantSentence(grant, record, { now, isProtected: protectedBecause !== null }),
      level: grant.level,
      operation: grant.operation,
      scope: grant.scope,
      cause: grant.cause,
      grantee: grant.grantee,
      record: { ...counts, since: toIso(grant.since) },
      lastUsedAt: toIsoOrNull(lastUsedAt),
      since: toIso(grant.since),
      expiresAt: toIsoOrNull(grant.expiresAt),
      protectedBecause,
      by: grant.by,
      reason: grant.reason,
      id: grant.id,
    };
  });
}

/** Is the one container that the grant is about protected, as far as Hydra sees it now? The reason, or null. */
function whyProtected({ kernel }: Reading, { operation: name, scope }: Grant): string | null {
  const op = kernel.registry.operations.get(name);
  if (op === undefined || !name.startsWith("containers.") || scope.kind !== "one" || scope.name === undefined) return null;
  const slash = scope.name.indexOf("/");
  const node = slash === -1 ? {} : { node: scope.name.slice(0, slash) };
  const subject = { kind: "container", name: scope.name.slice(slash + 1), ...node };
  return kernel.protections.map((protects) => protects(subject, op)).find((reason) => reason !== null) ?? null;
}

/** The records of these grants, by their ids. Which grant a deed fell under depends on all that are there. */
export async function recordsFor(host: Reading, wanted: readonly Grant[]): Promise<Map<string, GrantRecord>> {
  if (wanted.length === 0) return new Map();
  const all = await host.kernel.grants.list();
  const known = [...all, ...wanted.filter(({ id }) => !all.some((grant) => grant.id === id))];
  const deeds = await deedsSince(host, Math.min(...wanted.map(({ since }) => since)));
  const records = recordsOf(known, deeds);
  for (const grant of wanted) {
    if (!grant.grantee.startsWith("model:")) continue;
    const record = records.get(grant.id) as GrantRecord;
    records.set(grant.id, { ...record, lastUsedAt: Math.max(record.lastUsedAt ?? 0, await lastCallUnder(host, grant)) || null });
  }
  return records;
}

/** How many lines of the audit are looked through for a model's last call. */
const MOST_LINES = 500;

/** What models do is not judged by anybody, but it stands in the audit. Epoch ms; 0: nothing found. */
async function lastCallUnder(host: Reading, grant: Grant): Promise<number> {
  const lines = await host.kernel.audit.list({ operation: grant.operation, since: grant.since, limit: MOST_LINES });
  const name = grant.scope.kind === "one" ? grant.scope.name?.split("/").at(-1) : undefined;
  const line = lines.find(
    ({ actor, outcome, subject }) =>
      outcome === "done" && coversGrantee(grant.grantee, actor) && (name === undefined || subject === name || subject === grant.scope.name),
  );
  return line === undefined ? 0 : Date.parse(line.at);
}
