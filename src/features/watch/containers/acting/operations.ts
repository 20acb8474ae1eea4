import { z } from "zod";
import { nameBeforeAside } from "../../../../integrations/docker/identity.ts";
import type { CallContext } from "../../../../kernel/context.ts";
import { operation } from "../../../../kernel/operation.ts";
import { board, type Entry } from "../board.ts";
import { ContainerName, NodeName, Verified } from "../shapes.ts";
import { mayStartMs } from "../reading/start-time.ts";
import { transitionsOf } from "../store.ts";
import { acts, type Act } from "./acts.ts";
import { putBackAndVerify, recreateAndVerify } from "./recreate.ts";
import { lookUntilWell, restartAndVerify, stopAndLook, writing, type Patience } from "./restart.ts";
import { untilEndIsOver } from "./end-under-way.ts";
import { asideFor, bearerOrAside, replaceable, subjectOf } from "./target.ts";

const RestartInput = z
  .strictObject({ name: ContainerName.optional(), container: ContainerName.optional(), node: NodeName })
  .refine(({ name, container }) => (name === undefined) !== (container === undefined), {
    error: "say which container: name (or container)",
    path: ["name"],
  });

/** Changes of state that are looked through for starts. */
const STARTS_SEEN = 60;

const Named = z.strictObject({ name: ContainerName, node: NodeName });

function named({ name, node }: z.output<typeof Named>, ctx: CallContext): Entry {
  return ctx.part(board).find(name, node);
}

function restarted({ name, container, node }: z.output<typeof RestartInput>, ctx: CallContext): Entry {
  return ctx.part(board).find(name ?? container ?? "", node);
}

/** Do it while nobody else does anything to the container. */
function alone<T>(ctx: CallContext, { host, facts }: Entry, run: (act: Act) => Promise<T>): Promise<T> {
  return ctx.part(acts).run({ node: host.name, name: nameBeforeAside(facts) ?? facts.name }, ctx.caller.id, run);
}

function stateOf({ facts }: Entry): { containerId: string; startedAt: number | null } {
  return { containerId: facts.id, startedAt: facts.startedAt };
}

/** Its starts so far say how long one may take. */
async function patienceFor(ctx: CallContext, { identity }: Entry): Promise<Patience> {
  return { signal: ctx.signal, startMs: mayStartMs(await transitionsOf(ctx, identity.key, STARTS_SEEN)) };
}

export const restart = operation({
  name: "containers.restart",
  summary: "Restart a container and wait until it is well",
  http: "POST /containers/restart",
  shell: "restart {name}",
  risk: "undoable",
  undo: { none: "a restart cannot be taken back; what it interrupted starts again" },
  uses: { docker: "required" },
  say: ["restart {name}"],
  input: RestartInput,
  output: z.strictObject({ name: z.string(), restarted: z.boolean(), verified: Verified }),
  isFailure: ({ verified }) => verified.healthy === false,
  subject: (input, ctx) => subjectOf(restarted(input, ctx)),
  before: async (input, ctx) => {
    const { facts } = restarted(input, ctx);
    await untilEndIsOver(() => ctx.part(board).entryOf(facts.id), ctx);
    return stateOf(restarted(input, ctx));
  },
  run: async (input, ctx) => {
    const entry = restarted(input, ctx);
    const { host, facts } = entry;
    const patience = await patienceFor(ctx, entry);
    const verified = await alone(ctx, entry, (act) => restartAndVerify(host, facts, act, patience));
    return { name: facts.name, restarted: true, verified };
  },
});

export const start = operation({
  name: "containers.start",
  summary: "Start a container that does not run and wait until it is well",
  http: "POST /containers/start",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "containers.stop", input: ({ node }, { name }) => ({ name, node }) },
  uses: { docker: "required" },
  say: ["start {name}"],
  input: Named,
  output: z.strictObject({ name: z.string(), started: z.boolean().describe("false: it ran already"), verified: Verified }),
  isFailure: ({ verified }) => verified.healthy === false,
  subject: (input, ctx) => subjectOf(named(input, ctx)),
  before: (input, ctx) => stateOf(named(input, ctx)),
  run: async (input, ctx) => {
    const entry = named(input, ctx);
    const { host, facts } = entry;
    const verified = await alone(ctx, entry, async (act) => {
      const startedMs = performance.now();
      const touched = { node: host.name, id: facts.id, name: facts.name, last: "start" } as const;
      await act.deed([touched], () => writing(host, (write) => write.start(facts.id)));
      return lookUntilWell(host, facts, startedMs, await patienceFor(ctx, entry));
    });
    return { name: facts.name, started: facts.state !== "running", verified };
  },
});

export const stop = operation({
  name: "containers.stop",
  summary: "Stop a container within the time that it is given to end",
  http: "POST /containers/stop",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "containers.start", input: ({ node }, { name }) => ({ name, node }) },
  uses: { docker: "required" },
  say: ["stop {name}"],
  input: Named,
  output: z.strictObject({ name: z.string(), stopped: z.boolean().describe("false: it did not run"), exitCode: z.int().nullable() }),
  subject: (input, ctx) => subjectOf(named(input, ctx)),
  before: (input, ctx) => ({ ...stateOf(named(input, ctx)), state: named(input, ctx).facts.state }),
  run: async (input, ctx) => {
    const entry = named(input, ctx);
    const { host, facts } = entry;
    const after = await alone(ctx, entry, (act) => stopAndLook(host, facts, act));
    return { name: facts.name, stopped: facts.state !== "exited" && facts.state !== "created", exitCode: after.exitCode };
  },
});

export const recreate = operation({
  name: "containers.recreate",
  summary: "Put a container from another image in the place of this one, keep the old one aside, and wait until it is well",
  http: "POST /containers/recreate",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "containers.putBack", input: ({ node }, { name, asideId }) => ({ name, node, asideId }) },
  uses: { docker: "required" },
  input: z.strictObject({
    name: ContainerName,
    node: NodeName,
    imageId: z.string().min(1).describe("an image that is on the node: its id"),
  }),
  output: z.strictObject({
    name: z.string(),
    id: z.string().describe("of the new container"),
    asideId: z.string().describe("of the old one, which is stopped and kept"),
    diff: z.array(z.string()),
    followers: z
      .array(z.strictObject({ name: z.string(), id: z.string(), asideId: z.string() }))
      .describe("those that share its network: made anew too, so that they share that of the new one"),
    verified: Verified,
  }),
  isFailure: ({ verified }) => verified.healthy === false,
  subject: ({ name, node }, ctx) => {
    const entry = replaceable(ctx, name, node);
    return { ...subjectOf(entry), name: nameBeforeAside(entry.facts) ?? entry.facts.name };
  },
  before: ({ name, node }, ctx) => ({ containerId: replaceable(ctx, name, node).facts.id }),
  run: async ({ name, node, imageId }, ctx) => {
    const entry = replaceable(ctx, name, node);
    const made = await alone(ctx, entry, (act) => recreateAndVerify(entry, imageId, { picture: ctx.part(board), act, signal: ctx.signal }));
    return { name: nameBeforeAside(entry.facts) ?? entry.facts.name, ...made };
  },
});

export const putBack = operation({
  name: "containers.putBack",
  summary: "Take a recreation back: remove the new container and start the one that was kept aside",
  http: "POST /containers/put-back",
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "the newer container is removed; recreate it from its image if it was the better one" },
  uses: { docker: "required" },
  input: z.strictObject({
    name: ContainerName,
    node: NodeName,
    asideId: z.string().min(12).describe("id of the container that stands aside, as recreate told it"),
  }),
  output: z.strictObject({ name: z.string(), id: z.string(), verified: Verified }),
  isFailure: ({ verified }) => verified.healthy === false,
  subject: ({ name, node }, ctx) => {
    const entry = bearerOrAside(ctx, name, node);
    return { ...subjectOf(entry), name: nameBeforeAside(entry.facts) ?? entry.facts.name };
  },
  before: ({ name, node }, ctx) => ({ containerId: bearerOrAside(ctx, name, node).facts.id }),
  run: async ({ name, node, asideId }, ctx) => {
    const bearer = bearerOrAside(ctx, name, node);
    const aside = asideFor(ctx, bearer, asideId);
    const current = nameBeforeAside(bearer.facts) === null ? bearer : null;
    const verified = await alone(ctx, bearer, (act) =>
      putBackAndVerify(aside, current, { picture: ctx.part(board), act, signal: ctx.signal }),
    );
    return { name: nameBeforeAside(aside.facts) ?? aside.facts.name, id: aside.facts.id, verified };
  },
});

export const dropAside = operation({
  name: "containers.dropAside",
  summary: "Remove what was kept aside when a container was made anew: taking that back is not possible afterwards",
  http: "POST /containers/drop-aside",
  risk: "destroying",
  rarelyAsked: true,
  uses: { docker: "required" },
  input: z.strictObject({
    name: ContainerName.describe("the container that it was put aside for"),
    node: NodeName,
    asideId: z.string().min(12).describe("id of the container that stands aside, as recreate told it"),
  }),
  output: z.strictObject({ name: z.string(), id: z.string().describe("of what was removed; volumes with a name are kept") }),
  subject: ({ name, node }, ctx) => subjectOf(bearerOrAside(ctx, name, node)),
  before: ({ name, node }, ctx) => ({ containerId: bearerOrAside(ctx, name, node).facts.id }),
  run: async ({ name, node, asideId }, ctx) => {
    const aside = asideFor(ctx, bearerOrAside(ctx, name, node), asideId);
    const { host, facts } = aside;
    const touched = { node: host.name, id: facts.id, name: facts.name, last: "destroy" } as const;
    await alone(ctx, aside, (act) => act.deed([touched], () => writing(host, (write) => write.dropAside(facts.id))));
    return { name: facts.name, id: facts.id };
  },
});
