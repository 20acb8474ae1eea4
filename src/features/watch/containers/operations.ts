import { z } from "zod";
import { CONTAINER_STATES, HEALTH_STATES } from "../../../integrations/docker/facts.ts";
import { toIso, toIsoOrNull, toPastIso } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { maskArguments, maskSecrets } from "../../../kernel/secrets.ts";
import { board, stoppedBy, type Entry } from "./board.ts";
import { dependenciesOf, isOneOffRun } from "../../../integrations/docker/identity.ts";
import { ContainerName, ListedContainer, NodeName } from "./shapes.ts";
import { STOPPERS } from "./reading/stopped-by.ts";
import { identityRecord, transitionsOf } from "./store.ts";
import { urlsOf } from "./reading/urls.ts";

export { preview, mainProcess } from "./acting/looking.ts";
export { compose } from "./compose/operations.ts";
export { dropAside, putBack, recreate, restart, start, stop } from "./acting/operations.ts";

export const list = operation({
  name: "containers.list",
  summary: "List all containers with their state, health and verdict",
  http: "GET /containers/list",
  shell: "containers",
  risk: "read",
  uses: { docker: "optional" },
  say: ["how are the containers", "list containers"],
  input: z.strictObject({
    node: z.string().min(1).optional().describe("only on this node"),
    state: z.enum(CONTAINER_STATES).optional().describe("only in this state"),
  }),
  output: z.strictObject({ containers: z.array(ListedContainer).readonly() }),
  run: ({ node, state }, ctx) => {
    const listing = ctx.part(board).listing();
    if (node === undefined && state === undefined) return listing;
    return {
      containers: listing.containers.filter(
        (container) => (node === undefined || container.node === node) && (state === undefined || container.state === state),
      ),
    };
  },
});

const RECENT_MS = 600_000;

const Time = z.iso.datetime().nullable();

const Details = z.strictObject({
  container: ListedContainer,
  key: z.string(),
  protectedBecause: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: Time,
  stoppedBy: z.enum(STOPPERS).nullable(),
  stateError: z.string(),
  recentDeaths: z.int().describe("how often it died in the last ten minutes without anybody asking"),
  restartPolicy: z.string(),
  isOneOff: z.boolean(),
  pid: z.int(),
  user: z.string(),
  entrypoint: z.array(z.string()),
  command: z.array(z.string()),
  healthCheck: z
    .strictObject({ test: z.array(z.string()), intervalMs: z.number(), timeoutMs: z.number(), startPeriodMs: z.number(), retries: z.int() })
    .nullable(),
  failingStreak: z.int(),
  healthRuns: z.array(z.strictObject({ startedAt: z.iso.datetime(), endedAt: z.iso.datetime(), exitCode: z.int(), output: z.string() })),
  dependsOn: z.array(z.strictObject({ service: z.string(), condition: z.string() })),
  networkMode: z.string(),
  networks: z.array(z.strictObject({ name: z.string(), ipAddress: z.string().nullable(), aliases: z.array(z.string()) })),
  sharesNetworkOf: z.string().nullable().describe("the container whose network it uses"),
  ports: z.array(
    z.strictObject({ containerPort: z.int(), protocol: z.string(), hostIp: z.string().nullable(), hostPort: z.int().nullable() }),
  ),
  mounts: z.array(z.strictObject({ kind: z.string(), source: z.string(), target: z.string(), isWritable: z.boolean() })),
  urls: z.array(z.string()),
  envNames: z.array(z.string()).describe("names only; values never leave the engine"),
  autohealLabel: z.string().nullable().describe("whom it restarts when they are unhealthy: `all`, or the label that chooses them"),
  labels: z.record(z.string(), z.string()),
  memoryLimitBytes: z.number().nullable(),
  cpuLimit: z.number().nullable(),
  logDriver: z.string(),
  isLogBounded: z.boolean(),
  isPrivileged: z.boolean(),
  isReadOnly: z.boolean(),
  firstSeenAt: Time,
  recreations: z.int(),
  history: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      containerId: z.string(),
      state: z.enum(CONTAINER_STATES),
      health: z.enum(HEALTH_STATES),
      exitCode: z.int().nullable(),
    }),
  ),
});

export const show = operation({
  name: "containers.show",
  summary: "Show everything about one container: checks and their output, mounts, ports, dependencies, history",
  http: "GET /containers/show/{name}",
  shell: "container {name}",
  risk: "read",
  input: z.strictObject({
    name: ContainerName,
    node: NodeName,
    history: z.int().min(0).max(500).default(50).describe("how many changes of state to list"),
  }),
  output: Details,
  run: async ({ name, node, history }, ctx) => {
    const entry = ctx.part(board).find(name, node);
    const record = await identityRecord(ctx, entry.identity.key);
    const transitions = await transitionsOf(ctx, entry.identity.key, history);
    return details(ctx, entry, {
      firstSeenAt: toIsoOrNull(record?.firstSeen),
      recreations: record?.recreations ?? 0,
      history: transitions.map((transition) => ({ ...transition, at: toIso(transition.at) })) as z.output<typeof Details>["history"],
    });
  },
});

function details(
  ctx: CallContext,
  entry: Entry,
  past: Pick<z.output<typeof Details>, "firstSeenAt" | "recreations" | "history">,
): z.output<typeof Details> {
  const { facts, identity } = entry;
  const picture = ctx.part(board);
  const listed = picture.listing().containers.find(({ id }) => id === facts.id);
  if (listed === undefined) throw new HydraError("not_found", `${facts.name} is gone.`);
  const said = picture.saidOf(entry);
  const owner = /^container:(.+)$/.exec(facts.networkMode)?.[1];
  return {
    container: listed,
    key: identity.key,
    protectedBecause: picture.protectionOf(entry),
    createdAt: toIso(facts.createdAt),
    finishedAt: toIsoOrNull(facts.finishedAt),
    stoppedBy: stoppedBy(entry),
    stateError: maskSecrets(facts.stateError),
    recentDeaths: entry.stopWatch.deathsSince(ctx.clock.now() - RECENT_MS, ctx.clock.now()),
    restartPolicy: facts.restartPolicy,
    isOneOff: isOneOffRun(facts),
    pid: facts.pid,
    user: facts.user,
    entrypoint: maskArguments([...facts.entrypoint, ...facts.command]).slice(0, facts.entrypoint.length),
    command: maskArguments([...facts.entrypoint, ...facts.command]).slice(facts.entrypoint.length),
    healthCheck: facts.healthCheck === null ? null : { ...facts.healthCheck, test: maskArguments(facts.healthCheck.test) },
    failingStreak: facts.failingStreak,
    healthRuns: facts.healthRuns.map((run) => ({
      startedAt: toIso(run.startedAt),
      endedAt: toIso(run.endedAt),
      exitCode: run.exitCode,
      output: maskSecrets(run.output),
    })),
    dependsOn: said?.dependsOn?.map((service) => ({ service, condition: "started" })) ?? dependenciesOf(facts.labels),
    networkMode: facts.networkMode,
    networks: facts.networks.map((network) => ({ ...network, aliases: [...network.aliases] })),
    sharesNetworkOf:
      owner === undefined
        ? null
        : ([...picture.entries].find(({ facts: other }) => other.id === owner || other.name === owner)?.facts.name ?? owner),
    ports: facts.ports.map((port) => ({ ...port })),
    mounts: facts.mounts.map((mount) => ({ ...mount })),
    urls: [...new Set([...(said?.url == null ? [] : [said.url]), ...urlsOf(facts.labels)])],
    envNames: [...facts.envNames],
    autohealLabel: facts.autohealLabel,
    labels: Object.fromEntries(
      Object.entries(facts.labels).map(([label, value]) => [label, maskSecrets(`${label}=${value}`).slice(label.length + 1)]),
    ),
    memoryLimitBytes: facts.memoryLimitBytes,
    cpuLimit: facts.cpuLimit,
    logDriver: facts.logDriver,
    isLogBounded: facts.isLogBounded,
    isPrivileged: facts.isPrivileged,
    isReadOnly: facts.isReadOnly,
    ...past,
  };
}

export const nodes = operation({
  name: "containers.nodes",
  summary: "List the Docker engines with the state of the connection to each",
  http: "GET /containers/nodes",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        address: z.string(),
        status: z.enum(["connecting", "connected", "lost"]),
        since: z.iso.datetime(),
        reason: z.string().nullable(),
        engineVersion: z.string().nullable(),
        apiVersion: z.string().nullable(),
        kernelVersion: z.string().nullable(),
        operatingSystem: z.string().nullable(),
        reconciledAt: Time,
      }),
    ),
  }),
  run: (_input, ctx) => ({
    nodes: ctx.part(board).nodes.map(({ name, address, connection: { status, since, reason, engine, reconciledAt } }) => ({
      name,
      address,
      status,
      since: toPastIso(ctx.clock, since),
      reason,
      engineVersion: engine?.engineVersion ?? null,
      apiVersion: engine?.apiVersion ?? null,
      kernelVersion: engine?.kernelVersion ?? null,
      operatingSystem: engine?.operatingSystem ?? null,
      reconciledAt: reconciledAt === null ? null : toPastIso(ctx.clock, reconciledAt),
    })),
  }),
});
