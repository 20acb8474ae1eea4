import { isAbsolute, resolve } from "node:path";
import type { Mount, PortMapping } from "../../../../integrations/docker/facts.ts";
import { recordOf, type ServiceBlock } from "./service-block.ts";
import { hasVariable } from "./template.ts";

export interface WantedPort {
  containerPort: number;
  protocol: PortMapping["protocol"];
  hostIp: string;
  /** Null: the engine chooses one. */
  hostPort: number | null;
}

export interface WantedMount {
  kind: Mount["kind"];
  /** Null where the file leaves it open or speaks of a home folder. */
  source: string | null;
  target: string;
  isWritable: boolean;
}

/** What the files of a project want a service to be: later files over earlier ones. What none of them says is null. */
export interface Wanted {
  image: string | null;
  containerName: string | null;
  command: string | readonly string[] | null;
  entrypoint: string | readonly string[] | null;
  restartPolicy: string | null;
  ports: readonly WantedPort[];
  /** Names only. */
  environment: readonly string[];
  mounts: readonly WantedMount[];
  /** As the engine calls them. */
  networks: readonly string[] | null;
  networkMode: string | null;
  user: string | null;
  isPrivileged: boolean | null;
  isReadOnly: boolean | null;
  /** As the engine has it; `["NONE"]` without one. */
  healthTest: readonly string[] | null;
  /** What else is meant, in files or words that are not read: then what a container has more says nothing. */
  openEnds: readonly OpenEnd[];
}

/** Of what the blocks do not tell everything. */
export type OpenEnd = "ports" | "mounts" | "environment" | "everything";

export interface ProjectNames {
  project: string | null;
  folder: string | null;
}

export function wantedOf(blocks: readonly ServiceBlock[], { project, folder }: ProjectNames): Wanted {
  const service = Object.assign({}, ...blocks.map((block) => block.service)) as Record<string, unknown>;
  const each = <T>(key: string, read: (value: unknown) => T[]): T[] => blocks.flatMap((block) => read(block.service[key]));
  const volumes = Object.assign({}, ...blocks.map((block) => block.volumes)) as Record<string, unknown>;
  const networks = Object.assign({}, ...blocks.map((block) => block.networks)) as Record<string, unknown>;
  const openEnds = new Set<OpenEnd>(blocks.some(({ isPartial }) => isPartial) ? ["everything"] : []);
  const ports = each("ports", listOf).flatMap((port) => {
    const read = portsOf(port);
    if (read === null) openEnds.add("ports");
    return read ?? [];
  });
  const mounts = each("volumes", listOf).flatMap((volume) => mountOf(volume, { project, folder, volumes }) ?? []);
  for (const target of each("tmpfs", listOf)) mounts.push(tmpfsOf(String(target)));
  if (["volumes_from", "secrets", "configs"].some((key) => service[key] !== undefined)) openEnds.add("mounts");
  if (each("volumes", listOf).some((volume) => typeof volume === "string" && hasVariable(targetOf(volume)))) openEnds.add("mounts");
  if (service["env_file"] !== undefined) openEnds.add("environment");
  const named = each("networks", (value) => (Array.isArray(value) ? value.map(String) : Object.keys(recordOf(value))));
  const networkMode = textOf(service["network_mode"]);
  return {
    image: textOf(service["image"]),
    containerName: textOf(service["container_name"]),
    command: commandOf(service["command"]),
    entrypoint: commandOf(service["entrypoint"]),
    restartPolicy: restartPolicyOf(service),
    ports,
    environment: [...new Set(each("environment", environmentNames))],
    // A later word about the same place is the one that counts.
    mounts: [...new Map(mounts.map((mount) => [mount.target, mount])).values()],
    networks: networksOf(named, networkMode, { project, networks, isOpen: openEnds.has("everything") }),
    networkMode,
    user: textOf(service["user"]),
    isPrivileged: booleanOf(service["privileged"]),
    isReadOnly: booleanOf(service["read_only"]),
    healthTest: healthTestOf(recordOf(service["healthcheck"])),
    openEnds: [...openEnds],
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function booleanOf(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

function commandOf(value: unknown): Wanted["command"] {
  return Array.isArray(value) ? value.map(String) : textOf(value);
}

function restartPolicyOf(service: Readonly<Record<string, unknown>>): string | null {
  const said = service["restart"];
  if (said === false) return "no";
  // `on-failure:5`
  return textOf(said)?.replace(/^(on-failure):.*$/, "$1") ?? null;
}

/** Without a value a name is only passed on, if whoever started it had it. */
function environmentNames(value: unknown): string[] {
  const pairs = Array.isArray(value)
    ? value.map(String).flatMap((pair) => (pair.includes("=") ? [pair.slice(0, pair.indexOf("="))] : []))
    : Object.entries(recordOf(value)).flatMap(([name, each]) => (each === null ? [] : [name]));
  return pairs.filter((name) => !hasVariable(name));
}

function healthTestOf({ test, disable }: Readonly<Record<string, unknown>>): string[] | null {
  if (disable === true) return ["NONE"];
  if (Array.isArray(test)) return test.map(String);
  const line = textOf(test);
  return line === null ? null : ["CMD-SHELL", line];
}

/** `127.0.0.1:8080-8081:80-81/udp`, or a map. Null when a variable hides which. */
export function portsOf(port: unknown): WantedPort[] | null {
  const { target, published, protocol, host_ip: ip } = recordOf(port);
  const text = target === undefined ? String(port) : `${published === undefined ? "" : `${String(published)}:`}${String(target)}`;
  const [, shortIp, from, to = "", shortProtocol] =
    /^(?:(?:(\[[^\]]*\]|[\d.]+):)?([\d-]*):)?([\d-]+)(?:\/(tcp|udp|sctp))?$/.exec(text.trim()) ?? [];
  const inside = rangeOf(to);
  if (inside === null) return null;
  const outside = from === undefined || from === "" ? null : rangeOf(from);
  const hostIp = textOf(ip) ?? (shortIp?.replace(/^\[(.*)\]$/, "$1") || "0.0.0.0");
  return inside.map((containerPort, index) => ({
    containerPort,
    protocol: (textOf(protocol) ?? shortProtocol ?? "tcp") as WantedPort["protocol"],
    hostIp,
    hostPort: outside?.length === inside.length ? (outside[index] ?? null) : null,
  }));
}

const MOST_PORTS = 1_000;

function rangeOf(text: string): number[] | null {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const length = Number(last) - Number(first) + 1;
  return length >= 1 && length <= MOST_PORTS ? Array.from({ length }, (_, index) => Number(first) + index) : null;
}

interface Surroundings extends ProjectNames {
  volumes: Readonly<Record<string, unknown>>;
}

/** The part of `source:target:mode` that says where. */
function targetOf(short: string): string {
  const [first = "", second] = partsOf(short);
  return second ?? first;
}

/** At each colon that does not stand inside a variable. */
function partsOf(short: string): string[] {
  return short.match(/(?:\$\{[^}]*\}|[^:])+/g) ?? [];
}

function mountOf(volume: unknown, around: Surroundings): WantedMount | null {
  if (typeof volume === "string") {
    const [first = "", second, mode = ""] = partsOf(volume);
    const target = trimSlash(second ?? first);
    if (hasVariable(target)) return null;
    const isWritable = !mode.split(",").includes("ro");
    if (second === undefined) return { kind: "volume", source: null, target, isWritable };
    // A variable in front may be a path or a volume's name: only the place inside is sure.
    if (first.startsWith("$")) return { kind: "bind", source: first, target, isWritable };
    return /^[./~]/.test(first)
      ? { kind: "bind", source: pathOf(first, around.folder), target, isWritable }
      : { kind: "volume", source: volumeName(first, around), target, isWritable };
  }
  const { type, source, target, read_only: isReadOnly } = recordOf(volume);
  if (typeof target !== "string" || hasVariable(target)) return null;
  const isWritable = isReadOnly !== true;
  const from = textOf(source);
  const place = trimSlash(target);
  if (type === "bind") return { kind: "bind", source: from === null ? null : pathOf(from, around.folder), target: place, isWritable };
  if (type === "tmpfs") return { kind: "tmpfs", source: null, target: place, isWritable };
  return { kind: "volume", source: from === null ? null : volumeName(from, around), target: place, isWritable };
}

function tmpfsOf(text: string): WantedMount {
  const [target = "", options = ""] = text.split(":");
  return { kind: "tmpfs", source: null, target: trimSlash(target), isWritable: !options.split(",").includes("ro") };
}

function trimSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

function pathOf(source: string, folder: string | null): string | null {
  if (source.startsWith("~")) return null;
  if (hasVariable(source) || isAbsolute(source)) return trimSlash(source);
  return folder === null ? null : resolve(folder, source);
}

function volumeName(name: string, { project, volumes }: Surroundings): string | null {
  return realName(name, volumes, project);
}

/** What the engine calls a volume or network that the file calls `name`. */
function realName(name: string, defined: Readonly<Record<string, unknown>>, project: string | null): string | null {
  const { name: said, external } = recordOf(defined[name]);
  const own = textOf(said) ?? textOf(recordOf(external)["name"]);
  if (own !== null) return own;
  if (external !== undefined && external !== false) return name;
  return project === null ? null : `${project}_${name}`;
}

function networksOf(
  named: readonly string[],
  networkMode: string | null,
  { project, networks, isOpen }: { project: string | null; networks: Readonly<Record<string, unknown>>; isOpen: boolean },
): string[] | null {
  if (networkMode !== null || (named.length === 0 && isOpen)) return null;
  const real = (named.length === 0 ? ["default"] : named).map((name) => realName(name, networks, project));
  return real.some((name) => name === null) ? null : [...new Set(real.flatMap((name) => name ?? []))];
}
