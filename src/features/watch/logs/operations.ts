import { z } from "zod";
import type { LogLine as RawLine } from "../../../integrations/docker/facts.ts";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation, stream } from "../../../kernel/operation.ts";
import { collector } from "./collector.ts";
import { LEVELS, levelOf } from "./words/level.ts";
import { LineCleaner, linesOf } from "./words/line.ts";
import { LiveLines } from "./live-lines.ts";
import type { FoundLine, Position } from "./thread/messages.ts";
import { findContainer, type Candidate } from "./whose.ts";

export { mine, TemplateMiner, type KeptShape, type Mined } from "./mining/miner.ts";

const LogLine = z.strictObject({
  id: z.string().nullable().describe("for logs context; null while it is only just being written"),
  at: z.iso.datetime(),
  node: z.string(),
  project: z.string().nullable(),
  container: z.string(),
  stream: z.enum(["stdout", "stderr"]),
  level: z.enum(LEVELS).describe("as its words say; unknown when they say nothing"),
  text: z.string().describe("plain text, secrets masked, at most 8 KiB"),
});

function shown({ sourceId, seq, at, node, project, container, stream, level, text }: FoundLine): z.output<typeof LogLine> {
  return { id: `${sourceId}.${seq}`, at: toIso(at), node, project, container, stream, level, text };
}

const Container = z.string().min(1).max(255).describe("container name, id, or compose service; removed ones too while lines are kept");
const Node = z.string().min(1).optional().describe("its node, where the name is not unique");
const Time = z.iso.datetime({ offset: true }).optional();

export const search = operation({
  name: "logs.search",
  summary: "Search the last lines of all containers, newest first",
  http: "GET /logs/search",
  shell: "logs search {q}",
  risk: "read",
  say: ["search the logs for {q}"],
  input: z.strictObject({
    q: z.string().max(500).optional().describe('words that all stand in the line; "quotes" keep words together, -word excludes'),
    container: Container.optional(),
    node: z.string().min(1).optional().describe("only on this node"),
    project: z.string().min(1).optional().describe("only of this compose project"),
    level: z.enum(LEVELS).optional().describe("only of this level"),
    since: Time.describe("only from this time on"),
    until: Time.describe("only up to this time"),
    limit: z.int().min(1).max(1_000).default(100).describe("how many to list at most"),
    cursor: z
      .string()
      .regex(/^-?\d{1,16}\.\d{1,15}\.\d{1,15}$/, { error: "nextCursor of an earlier answer" })
      .optional()
      .describe("go on after an earlier answer"),
  }),
  output: z.strictObject({ lines: z.array(LogLine), nextCursor: z.string().nullable() }),
  run: async ({ q, container, node, project, level, since, until, limit, cursor }, ctx) => {
    const keys = container === undefined ? undefined : [(await findContainer(ctx, container, node)).key];
    const { lines, hasMore } = await ctx.part(collector).ask("search", {
      text: q,
      keys,
      node,
      project,
      level,
      since: since === undefined ? undefined : Date.parse(since),
      until: until === undefined ? undefined : Date.parse(until),
      before: cursor === undefined ? undefined : positionOf(cursor),
      limit,
    });
    const last = lines.at(-1);
    return { lines: lines.map(shown), nextCursor: hasMore && last !== undefined ? `${last.at}.${last.sourceId}.${last.seq}` : null };
  },
});

function positionOf(cursor: string): Position {
  const [at = 0, sourceId = 0, seq = 0] = cursor.split(".").map(Number);
  return { at, sourceId, seq };
}

export const tail = operation({
  name: "logs.tail",
  summary: "Show the last lines of a container, oldest first, over its restarts and recreations",
  http: "GET /logs/tail",
  shell: "logs {container}",
  risk: "read",
  say: ["show the logs of {container}"],
  input: z.strictObject({
    container: Container,
    node: Node,
    lines: z.int().min(1).max(1_000).default(200).describe("how many of its last lines"),
  }),
  output: z.strictObject({
    lines: z.array(LogLine),
    linesDropped: z.int().describe("lines of it that came faster than they could be kept, since Hydra started"),
  }),
  run: async ({ container, node, lines: limit }, ctx) => {
    const { key } = await findContainer(ctx, container, node);
    const logs = ctx.part(collector);
    const { lines } = await logs.ask("search", { keys: [key], limit });
    return { lines: lines.toReversed().map(shown), linesDropped: logs.droppedOf(key) };
  },
});

const Followed = z.union([
  LogLine,
  z.strictObject({ linesDropped: z.int().describe("so many lines were left out: they came faster than they were read") }),
]);
type Followed = z.output<typeof Followed>;

export const follow = operation({
  name: "logs.follow",
  summary: "Follow what a container writes, beginning with its last lines",
  http: "GET /logs/follow",
  shell: "logs follow {container}",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    container: Container,
    node: Node,
    lines: z.int().min(0).max(1_000).default(20).describe("how many of its last lines come first"),
  }),
  output: stream(Followed),
  run: async ({ container, node, lines }, ctx) => followContainer(ctx, await findContainer(ctx, container, node), lines),
});

async function* followContainer(ctx: CallContext, whose: Candidate, lastLines: number): AsyncGenerator<Followed> {
  const logs = ctx.part(collector);
  const cleaner = new LineCleaner();
  const live = new LiveLines();
  // Listening and asking in one breath: what is asked for ends exactly where what is heard begins.
  const stopListening = logs.listen(whose.key, live.hear);
  try {
    const { lines } = await logs.ask("search", { keys: [whose.key], limit: Math.max(1, lastLines) });
    if (lastLines > 0) yield* lines.toReversed().map(shown);
    for await (const item of live.read(ctx.signal)) {
      if ("dropped" in item) yield { linesDropped: item.dropped };
      else yield* shownLive(item.line, whose, cleaner);
    }
  } finally {
    stopListening();
  }
}

function* shownLive(
  { at, stream, text: raw }: RawLine,
  { node, project, name }: Candidate,
  cleaner: LineCleaner,
): Generator<z.output<typeof LogLine>> {
  for (const line of linesOf(raw)) {
    const text = cleaner.clean(line);
    yield { id: null, at: toIso(at), node, project, container: name, stream, level: levelOf(text), text };
  }
}

export const context = operation({
  name: "logs.context",
  summary: "Show the lines around one line of a container",
  http: "GET /logs/context",
  risk: "read",
  input: z.strictObject({
    line: z
      .string()
      .regex(/^\d{1,15}\.\d{1,15}$/, { error: "the id of a line, from logs search or tail" })
      .describe("id of the line"),
    before: z.int().min(0).max(200).default(10).describe("how many lines before it"),
    after: z.int().min(0).max(200).default(10).describe("how many lines after it"),
  }),
  output: z.strictObject({ lines: z.array(LogLine) }),
  run: async ({ line, before, after }, ctx) => {
    const [sourceId = 0, seq = 0] = line.split(".").map(Number);
    const lines = await ctx.part(collector).ask("context", { sourceId, seq, before, after });
    if (lines.length === 0)
      throw new HydraError("not_found", `The line ${line} is not kept any more; only the last lines of each container are.`);
    return { lines: lines.map(shown) };
  },
});

export const errors = operation({
  name: "logs.errors",
  summary: "Show how many error lines each container writes a minute, and how many it usually does",
  http: "GET /logs/errors",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    containers: z.array(
      z.strictObject({
        container: z.string(),
        node: z.string(),
        project: z.string().nullable(),
        key: z.string(),
        usualPerMinute: z.number().nullable().describe("median of the last hour; null while it was watched for too short a time"),
        minutes: z
          .array(z.strictObject({ at: z.iso.datetime(), errors: z.int(), fresh: z.int().describe("lines unlike any before") }))
          .describe("the last whole minutes, newest first"),
        run: z
          .strictObject({ since: z.iso.datetime(), until: z.iso.datetime(), lines: z.int(), quietSeconds: z.number() })
          .nullable()
          .describe("lines unlike any before that still come, without a pause of ten seconds; quiet: without any error line before it"),
        line: z.string().nullable().describe("the last line unlike any before, secrets masked"),
      }),
    ),
  }),
  run: async (_input, ctx) => {
    const logs = ctx.part(collector);
    const names = new Map(logs.followers.map(({ identity }) => [identity.key, identity]));
    const rates = await logs.ask("errors", null);
    return {
      containers: rates.flatMap(({ key, usualPerMinute, minutes, run, line }) => {
        const identity = names.get(key);
        if (identity === undefined) return [];
        const { name: container, node, project } = identity;
        const told = run && { since: toIso(run.since), until: toIso(run.until), lines: run.lines, quietSeconds: run.quietMs / 1_000 };
        const ofMinutes = minutes.map((each) => ({ ...each, at: toIso(each.at) }));
        return [{ container, node, project, key, usualPerMinute, minutes: ofMinutes, run: told, line }];
      }),
    };
  },
});

export const status = operation({
  name: "logs.status",
  summary: "Show how collecting logs goes: kept lines, dropped lines, containers that cannot be read",
  http: "GET /logs/status",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    paused: z.string().nullable().describe("why nothing is collected just now"),
    fileBytes: z.int(),
    waitingLines: z.int().describe("lines that are kept and not yet written"),
    containers: z.array(
      z.strictObject({
        container: z.string(),
        node: z.string(),
        project: z.string().nullable(),
        state: z.enum(["waiting", "catching-up", "following", "ended", "unreadable", "removed"]),
        problem: z.string().nullable(),
        lines: z.int(),
        linesDropped: z.int(),
        oldestAt: z.iso.datetime().nullable(),
        newestAt: z.iso.datetime().nullable(),
      }),
    ),
  }),
  run: async (_input, ctx) => {
    const logs = ctx.part(collector);
    const [known, { fileBytes, waitingLines }] = await Promise.all([logs.ask("known", null), logs.ask("measure", null)]);
    const followers = new Map(logs.followers.map((follower) => [follower.identity.key, follower]));
    const containers = known.map(({ key, name, node, project, lines, oldestAt, newestAt }) => ({
      container: name,
      node,
      project,
      state: followers.get(key)?.state ?? ("removed" as const),
      problem: followers.get(key)?.problem ?? null,
      lines,
      linesDropped: logs.droppedOf(key),
      oldestAt: toIsoOrNull(oldestAt),
      newestAt: toIsoOrNull(newestAt),
    }));
    return { paused: logs.paused, fileBytes, waitingLines, containers };
  },
});
