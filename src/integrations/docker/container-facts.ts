import type { ContainerFacts, ContainerState, HealthCheck, HealthState, Mount, NetworkAttachment } from "./facts.ts";
import { CONTAINER_STATES } from "./facts.ts";
import { portsOf } from "./ports.ts";
import { parseTime } from "./times.ts";
import type { CheckAnswer, InspectAnswer, StateAnswer } from "./wire.ts";

const NS_PER_MS = 1_000_000;
const DEFAULT_STOP_SECONDS = 10;

/**
 * An inspect in our words. Maps come from Go in random order, so every list made of one is sorted: the same container
 * always gives the same facts.
 */
export function factsOf(answer: InspectAnswer, imageDigest: string | null): ContainerFacts {
  const { State: state, Config: config, HostConfig: hostConfig } = answer;
  const shownState = stateOf(state);
  const isStarted = shownState !== "created";
  const isUp = shownState === "running" || shownState === "paused";
  return {
    id: answer.Id,
    name: answer.Name.replace(/^\//, ""),
    image: config.Image ?? "",
    imageId: answer.Image,
    imageDigest,
    createdAt: parseTime(answer.Created) ?? 0,
    state: shownState,
    health: healthOf(state.Health?.Status),
    failingStreak: state.Health?.FailingStreak ?? 0,
    healthRuns: (state.Health?.Log ?? []).map((run) => ({
      startedAt: parseTime(run.Start) ?? 0,
      endedAt: parseTime(run.End) ?? 0,
      exitCode: run.ExitCode,
      output: run.Output ?? "",
    })),
    healthCheck: checkOf(config.Healthcheck),
    exitCode: isUp || !isStarted ? null : (state.ExitCode ?? null),
    oomKilled: state.OOMKilled ?? false,
    stateError: state.Error ?? "",
    restarts: answer.RestartCount ?? 0,
    startedAt: parseTime(state.StartedAt),
    finishedAt: parseTime(state.FinishedAt),
    pid: state.Pid ?? 0,
    restartPolicy: restartPolicyOf(hostConfig.RestartPolicy?.Name),
    labels: definedTexts(config.Labels),
    envNames: (config.Env ?? []).map((pair) => pair.split("=", 1)[0] ?? "").toSorted(),
    autohealLabel: valueOf(config.Env, AUTOHEAL_LABEL),
    entrypoint: listOf(config.Entrypoint),
    command: listOf(config.Cmd),
    workingDir: config.WorkingDir ?? "",
    user: config.User ?? "",
    ports: portsOf(Object.keys(config.ExposedPorts ?? {}), isUp ? answer.NetworkSettings?.Ports : undefined, hostConfig.PortBindings),
    mounts: mountsOf(answer),
    networks: networksOf(answer),
    networkMode: hostConfig.NetworkMode === "default" ? "bridge" : (hostConfig.NetworkMode ?? "bridge"),
    memoryLimitBytes: positive(hostConfig.Memory),
    cpuLimit: cpuLimitOf(hostConfig),
    logDriver: hostConfig.LogConfig?.Type || "json-file",
    isLogBounded: isLogBounded(hostConfig.LogConfig?.Type || "json-file", definedTexts(hostConfig.LogConfig?.Config)),
    stopTimeoutSeconds: config.StopTimeout ?? DEFAULT_STOP_SECONDS,
    isInit: hostConfig.Init ?? false,
    isReadOnly: hostConfig.ReadonlyRootfs ?? false,
    isPrivileged: hostConfig.Privileged ?? false,
  };
}

/** Of the values of the environment, which may be secrets, this one alone is read: it says who else heals here. */
const AUTOHEAL_LABEL = "AUTOHEAL_CONTAINER_LABEL";

function valueOf(env: readonly string[] | null | undefined, name: string): string | null {
  const value = env?.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === undefined || value === "" ? null : value;
}

/**
 * An engine tells of memory that ran out and of the death in either order, and when the death comes first its flag stays
 * down for good. The event itself is then the evidence.
 * @param oomAt when the engine last told of it for this container, null for never
 */
export function withOomEvent(facts: ContainerFacts, oomAt: number | null): ContainerFacts {
  const isUp = facts.state === "running" || facts.state === "paused";
  if (oomAt === null || facts.oomKilled || isUp || facts.startedAt === null || oomAt < facts.startedAt) return facts;
  return { ...facts, oomKilled: true };
}

/** The engine's word, or what its flags say where it has a word of its own (`removing`, Podman's `stopped`). */
export function stateOf(state: StateAnswer): ContainerState {
  const word = state.Status ?? "";
  if ((CONTAINER_STATES as readonly string[]).includes(word)) return word as ContainerState;
  if (word === "removing" || state.Dead === true) return "dead";
  // While it waits to restart, an engine sets Running too.
  if (state.Restarting === true) return "restarting";
  if (state.Paused === true) return "paused";
  if (state.Running === true) return "running";
  return parseTime(state.StartedAt) === null ? "created" : "exited";
}

function healthOf(word: string | undefined): HealthState {
  return word === "healthy" || word === "unhealthy" || word === "starting" ? word : "unchecked";
}

/** The check that counts: an engine has already put the image's own in where the container has none. */
function checkOf(check: CheckAnswer | null | undefined): HealthCheck | null {
  const test = check?.Test ?? [];
  if (check === null || check === undefined || test.length === 0 || test[0] === "NONE") return null;
  return {
    test,
    intervalMs: (positive(check.Interval) ?? 30_000 * NS_PER_MS) / NS_PER_MS,
    timeoutMs: (positive(check.Timeout) ?? 30_000 * NS_PER_MS) / NS_PER_MS,
    startPeriodMs: (check.StartPeriod ?? 0) / NS_PER_MS,
    retries: positive(check.Retries) ?? 3,
  };
}

function restartPolicyOf(name: string | null | undefined): ContainerFacts["restartPolicy"] {
  return name === "always" || name === "on-failure" || name === "unless-stopped" ? name : "no";
}

/**
 * Docker's `json-file` (and Podman's `k8s-file`) grow for ever unless `max-size` is set; `local` rotates by itself; all
 * others keep nothing of their own on this disk.
 */
export function isLogBounded(driver: string, options: Readonly<Record<string, string>>): boolean {
  if (driver !== "json-file" && driver !== "k8s-file") return true;
  const size = options["max-size"];
  return size !== undefined && Number.parseFloat(size) > 0;
}

const MOUNT_KINDS = new Set<string>(["bind", "volume", "tmpfs", "npipe", "cluster", "image"] satisfies Mount["kind"][]);

function mountsOf(answer: InspectAnswer): Mount[] {
  const mounts = (answer.Mounts ?? []).map((mount): Mount => {
    const kind = MOUNT_KINDS.has(mount.Type ?? "") ? (mount.Type as Mount["kind"]) : "bind";
    // A volume is known by its name; where the engine keeps it is the engine's affair.
    const source = (kind === "volume" ? mount.Name || mount.Source : mount.Source) ?? "";
    return { kind, source, target: mount.Destination, isWritable: mount.RW ?? true };
  });
  const seen = new Set(mounts.map(({ target }) => target));
  for (const [target, options] of Object.entries(answer.HostConfig.Tmpfs ?? {})) {
    const isWritable = !(options ?? "").split(",").includes("ro");
    if (!seen.has(target)) mounts.push({ kind: "tmpfs", source: "", target, isWritable });
  }
  return mounts.toSorted((a, b) => compare(a.target, b.target));
}

function networksOf(answer: InspectAnswer): NetworkAttachment[] {
  return Object.entries(answer.NetworkSettings?.Networks ?? {})
    .map(([name, network]) => ({
      name,
      ipAddress: network?.IPAddress || network?.GlobalIPv6Address || null,
      // Engines before 25 add the short id, which is new with every container.
      aliases: (network?.Aliases ?? []).filter((alias) => !answer.Id.startsWith(alias)).toSorted(),
    }))
    .toSorted((a, b) => compare(a.name, b.name));
}

function cpuLimitOf({ NanoCpus, CpuQuota, CpuPeriod }: InspectAnswer["HostConfig"]): number | null {
  const whole = positive(NanoCpus);
  if (whole !== null) return whole / 1e9;
  const quota = positive(CpuQuota);
  return quota === null ? null : quota / (positive(CpuPeriod) ?? 100_000);
}

function positive(value: number | null | undefined): number | null {
  return value === null || value === undefined || value <= 0 ? null : value;
}

function definedTexts(map: Readonly<Record<string, string | null>> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, value ?? ""]));
}

function listOf(texts: readonly string[] | string | null | undefined): readonly string[] {
  return typeof texts === "string" ? [texts] : (texts ?? []);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The digest under which a registry knows the image: of the container's own repository, else of any. */
export function digestOf(image: string, repoDigests: readonly string[]): string | null {
  return pinnedRef(image, repoDigests)?.split("@")[1] ?? null;
}

/** `repository@sha256:...`, by which exactly this image is meant for ever; null when no registry knows it. */
export function pinnedRef(image: string, repoDigests: readonly string[]): string | null {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const own = repoDigests.find((digest) => digest.startsWith(`${repository}@`) || digest.startsWith(`docker.io/${repository}@`));
  return own ?? repoDigests[0] ?? null;
}

/** The folders of `PATH`, or null when the container sets none. */
export function searchPathOf(env: readonly string[] | null | undefined): string[] | null {
  const value = (env ?? []).find((pair) => pair.startsWith("PATH="))?.slice("PATH=".length);
  return value === undefined ? null : value.split(":").filter((folder) => folder !== "");
}
