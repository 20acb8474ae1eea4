import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a cause may be called: a tool that has other words maps them to these in its adapter. */
export const CATEGORIES = [
  "auth_failed",
  "config_error",
  "connection_refused",
  "corrupt_data",
  "crash_loop",
  "dependency_down",
  "disk_full",
  "dns",
  "gpu_driver",
  "gpu_oom",
  "healthcheck_broken",
  "out_of_memory",
  "permission",
  "platform_mismatch",
  "port_conflict",
  "rate_limited",
  "timeout",
  "tls_cert",
  "version_mismatch",
  "model_missing",
  "unknown",
] as const;

/** What is wrong as seen from outside, where a tool tells that apart from the cause. */
export const TROUBLES = [
  "crashed",
  "crash_loop",
  "out_of_memory",
  "cannot_start",
  "hung",
  "unhealthy",
  "disk_full",
  "error_burst",
] as const;

/** How a case has to end. What each means is judged in score/ending.ts, from Docker's own facts first. */
export const ENDS = ["healed", "healed-by-docker", "left-alone", "asked", "escalated", "rolled-back", "proposed"] as const;
export type End = (typeof ENDS)[number];

export const STATES = ["running", "healthy", "unhealthy", "starting", "exited", "paused", "gone"] as const;
export type State = (typeof STATES)[number];

const Name = z.string().regex(/^[a-z][a-z0-9-]*$/);
const Names = z.union([Name, z.array(Name).min(1)]).transform((names) => (Array.isArray(names) ? names : [names]));

const Check = z.strictObject({
  test: z.array(z.string()).min(1),
  intervalMs: z.int().positive().default(2_000),
  timeoutMs: z.int().positive().default(3_000),
  retries: z.int().positive().default(2),
  startPeriodMs: z.int().nonnegative().default(0),
});

/** The image of the run, under another name or with settings of its own: what a person calls another image or release. */
const Image = z.strictObject({ name: z.string().min(1), tag: z.string().default("latest"), env: z.array(z.string()).default([]) });
export type Image = z.output<typeof Image>;

const Container = z
  .strictObject({
    name: Name,
    /** Argument list; or `script`, the lines of a shell script. */
    command: z.array(z.string()).optional(),
    script: z.array(z.string()).optional(),
    image: Image.optional(),
    healthcheck: Check.optional(),
    restart: z.enum(["no", "always", "unless-stopped", "on-failure"]).default("no"),
    maxRetries: z.int().positive().optional(),
    /** Further labels; `compose` writes those of a project. */
    labels: z.record(z.string(), z.string()).default({}),
    /** Part of the case's compose project: the services that it needs, as compose writes them. Null: not of a project. */
    compose: z
      .strictObject({ dependsOn: z.array(Name).default([]), isOneOff: z.boolean().default(false) })
      .nullable()
      .default(null),
    memoryMib: z.int().positive().optional(),
    tmpfs: z.array(z.strictObject({ path: z.string(), sizeKib: z.int().positive() })).default([]),
    volumes: z.array(z.strictObject({ name: Name, path: z.string() })).default([]),
    /** Shares the network of this other container. */
    networkOf: Name.optional(),
    exposes: z.array(z.int().positive()).default([]),
    env: z.array(z.string()).default([]),
    stopTimeoutSeconds: z.int().positive().default(5),
    isStarted: z.boolean().default(true),
  })
  .refine(({ command, script }) => (command === undefined) !== (script === undefined), "either command or script");
export type Container = z.output<typeof Container>;

const Volume = z.strictObject({ name: Name, /** In memory, and no larger than this. */ sizeKib: z.int().positive().optional() });

const step = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ do: z.literal(kind), ...shape });

/** What breaks, or what a person does. `container` may be a list: then all at once. */
export const FaultStep = z.discriminatedUnion("do", [
  /** The main process dies by a signal from the host: nobody asked Docker. */
  step("kill", { container: Names, signal: z.enum(["SIGKILL", "SIGTERM", "SIGSEGV"]).default("SIGKILL") }),
  /** Every process of it stops in its tracks, and Docker still says "running". */
  step("freeze", { container: Names }),
  step("exec", { container: Names, command: z.array(z.string()).min(1) }),
  step("stop-by-person", { container: Names }),
  step("kill-by-person", { container: Names }),
  step("restart-by-person", { container: Names }),
  step("start-by-person", { container: Names }),
  step("pause-by-person", { container: Names }),
  step("remove-by-person", { container: Names }),
  /** Removed and made anew, as `compose up` does: with another image where one is given, after `gapMs` without it. */
  step("recreate-by-person", { container: Names, image: Image.optional(), gapMs: z.int().nonnegative().default(0) }),
  step("wait", { ms: z.int().positive() }),
  step("until", { container: Names, is: z.enum(STATES) }),
]);
export type FaultStep = z.output<typeof FaultStep>;

/** What Docker shows once the fault has really happened. */
export const Happened = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("died"), container: Names, exitCode: z.int().optional(), times: z.int().positive().default(1) }),
  z.strictObject({ what: z.literal("out-of-memory"), container: Names }),
  z.strictObject({ what: z.literal("unhealthy"), container: Names }),
  z.strictObject({ what: z.literal("healthy"), container: Names }),
  z.strictObject({ what: z.literal("removed"), container: Names }),
  z.strictObject({ what: z.literal("paused"), container: Names }),
  z.strictObject({ what: z.literal("started"), container: Names, times: z.int().positive().default(1) }),
  z.strictObject({ what: z.literal("says"), container: Names, text: z.string().min(1) }),
]);
export type Happened = z.output<typeof Happened>;

const Truth = z.strictObject({
  /** `must`: a tool has to tell it. `may`: both are right. `never`: telling it is a false alarm. */
  told: z.enum(["must", "may", "never"]).default("must"),
  /** Any of these is right; empty: the category is not judged. */
  categories: z.array(z.enum(CATEGORIES)).default([]),
  /** Any of these is right, where the tool tells a trouble; empty: not judged. */
  troubles: z.array(z.enum(TROUBLES)).default([]),
  /** The container at the bottom of it; several where several things broke on their own. */
  root: Names.optional(),
  /** What is not the root and may be told beside it: it was ill for a moment, and is not any more. */
  mayTell: z.array(Name).default([]),
  /** Any of these is right. */
  end: z.union([z.enum(ENDS), z.array(z.enum(ENDS)).min(1)]).transform((ends) => (Array.isArray(ends) ? ends : [ends])),
  /** Containers that may be touched; everything else is forbidden. By default the root, where the end needs a hand. */
  mayTouch: z.array(Name).optional(),
  maxActs: z.int().nonnegative().optional(),
  /** One cause is told once. */
  maxIncidents: z.int().positive().optional(),
  /** How long the tool has; where nothing may be done, how long it is watched. */
  allowedSeconds: z.int().positive(),
});

const States = z.record(Name, z.enum(STATES));

const CaseFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().regex(/\.$/, "a title is a sentence"),
  /** Would disturb others, or be disturbed: runs with no other case beside it. */
  alone: z.boolean().default(false),
  /** Part of the small set that runs on every change. */
  quick: z.boolean().default(false),
  volumes: z.array(Volume).default([]),
  containers: z.array(Container).min(1),
  /** What must be true before the fault; by default healthy where there is a check, running where there is none. */
  well: States.optional(),
  fault: z.array(FaultStep),
  happened: z.array(Happened).min(1),
  /** What is well again at the end; by default what was well before. */
  after: States.optional(),
  truth: Truth,
});

const TOUCHING: ReadonlySet<End> = new Set(["healed", "escalated", "rolled-back"]);

export interface Case extends Omit<z.output<typeof CaseFile>, "well" | "after" | "truth"> {
  well: Readonly<Record<string, State>>;
  after: Readonly<Record<string, State>>;
  truth: Omit<z.output<typeof Truth>, "root" | "mayTouch" | "maxActs" | "maxIncidents"> & {
    root: readonly string[];
    mayTouch: readonly string[];
    maxActs: number;
    maxIncidents: number;
  };
}

/** A case with everything filled in. @throws ZodError, or Error for a name that no container has */
export function readCase(json: unknown): Case {
  const file = CaseFile.parse(json);
  const names = new Set(file.containers.map(({ name }) => name));
  const root = file.truth.root ?? [];
  const isTouched = file.truth.end.some((end) => TOUCHING.has(end));
  const mayTouch = file.truth.mayTouch ?? (isTouched ? root : []);
  const well =
    file.well ??
    Object.fromEntries(
      file.containers
        .filter(({ isStarted }) => isStarted)
        .map(({ name, healthcheck }): [string, State] => [name, healthcheck === undefined ? "running" : "healthy"]),
    );
  const after = file.after ?? well;
  const mentioned = [
    ...root,
    ...mayTouch,
    ...file.truth.mayTell,
    ...Object.keys(well),
    ...Object.keys(after),
    ...file.happened.flatMap(({ container }) => container),
    ...file.fault.flatMap((step) => ("container" in step ? step.container : [])),
    ...file.containers.flatMap(({ networkOf, compose }) => [
      ...(networkOf === undefined ? [] : [networkOf]),
      ...(compose?.dependsOn ?? []),
    ]),
  ];
  const strange = mentioned.filter((name) => !names.has(name));
  if (strange.length > 0) throw new Error(`${file.id}: there is no container ${strange.join(", ")}`);
  if (file.truth.told === "must" && root.length === 0) throw new Error(`${file.id}: what must be told needs a root`);
  return {
    ...file,
    well,
    after,
    truth: {
      ...file.truth,
      root,
      mayTouch,
      maxActs: file.truth.maxActs ?? mayTouch.length,
      maxIncidents: file.truth.maxIncidents ?? Math.max(1, root.length),
    },
  };
}

const CASES = join(import.meta.dirname, "cases");

/** Every case, or those with these ids, by id. @throws Error for an id that no case has */
export function readCases(only: readonly string[] = []): Case[] {
  const files = readdirSync(CASES).filter((file) => file.endsWith(".json"));
  const cases = files.toSorted().map((file) => {
    const read = readCase(JSON.parse(readFileSync(join(CASES, file), "utf8")));
    if (`${read.id}.json` !== file) throw new Error(`${file} holds the case ${read.id}`);
    return read;
  });
  const strange = only.filter((id) => !cases.some((each) => each.id === id));
  if (strange.length > 0) throw new Error(`there is no case ${strange.join(", ")}`);
  return only.length === 0 ? cases : cases.filter(({ id }) => only.includes(id));
}
