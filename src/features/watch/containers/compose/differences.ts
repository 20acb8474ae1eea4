import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { maskArguments, maskSecrets } from "../../../../kernel/masking.ts";
import { canBe, wordsOf } from "./template.ts";
import type { OpenEnd, Wanted, WantedMount, WantedPort } from "./wanted.ts";

export const COMPARED = [
  "image",
  "container-name",
  "command",
  "entrypoint",
  "restart-policy",
  "port",
  "environment",
  "mount",
  "network",
  "user",
  "privileged",
  "read-only",
  "health-check",
] as const;

/** One thing that the file says and the running container does otherwise. */
export interface Difference {
  what: (typeof COMPARED)[number];
  /** Which port, variable, mount or network; null where there is only one. */
  about: string | null;
  /** Null: it does not stand there. */
  inFile: string | null;
  running: string | null;
}

/** What differs, as far as the files tell: what they leave open is no difference. Secrets are masked. */
export function differencesOf(wanted: Wanted, facts: ContainerFacts): Difference[] {
  return [
    ...singles(wanted, facts),
    ...portDifferences(wanted, facts),
    ...environmentDifferences(wanted, facts),
    ...mountDifferences(wanted, facts),
    ...networkDifferences(wanted, facts),
  ].map(({ what, about, inFile, running }) => ({ what, about, inFile: masked(inFile), running: masked(running) }));
}

function masked(text: string | null): string | null {
  return text === null ? null : maskSecrets(text);
}

function* singles(wanted: Wanted, facts: ContainerFacts): Generator<Difference> {
  const isWhole = !wanted.openEnds.includes("everything");
  const single = (what: Difference["what"], inFile: string, running: string): Difference => ({ what, about: null, inFile, running });
  if (wanted.image !== null && !canBe(wholeImage(wanted.image), wholeImage(facts.image))) yield single("image", wanted.image, facts.image);
  if (wanted.containerName !== null && !canBe(wanted.containerName, facts.name))
    yield single("container-name", wanted.containerName, facts.name);
  yield* commandDifference("command", wanted.command, facts.command);
  yield* commandDifference("entrypoint", wanted.entrypoint, facts.entrypoint);
  const policy = wanted.restartPolicy ?? (isWhole ? "no" : null);
  if (policy !== null && !canBe(policy, facts.restartPolicy)) yield single("restart-policy", policy, facts.restartPolicy);
  if (wanted.user !== null && !canBe(wanted.user, facts.user)) yield single("user", wanted.user, facts.user);
  for (const [what, said, is] of [
    ["privileged", wanted.isPrivileged, facts.isPrivileged],
    ["read-only", wanted.isReadOnly, facts.isReadOnly],
  ] as const) {
    const expected = said ?? (isWhole ? false : is);
    if (expected !== is) yield single(what, String(expected), String(is));
  }
  if (wanted.healthTest !== null) {
    const running = facts.healthCheck?.test ?? ["NONE"];
    const isSame = wanted.healthTest.length === running.length && wanted.healthTest.every((word, at) => canBe(word, running[at] ?? ""));
    if (!isSame) yield single("health-check", shownCommand(wanted.healthTest), shownCommand(running));
  }
}

/** `nginx` is `docker.io/library/nginx:latest`. */
function wholeImage(image: string): string {
  const short = image.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
  return /:[^/]*$|@/.test(short) || short.startsWith("sha256:") || /\$[^/]*$/.test(short) ? short : `${short}:latest`;
}

function* commandDifference(what: "command" | "entrypoint", wanted: Wanted["command"], running: readonly string[]): Generator<Difference> {
  const words = typeof wanted === "string" ? wordsOf(wanted) : wanted;
  if (words === null || (words.length === running.length && words.every((word, at) => canBe(word, running[at] ?? "")))) return;
  yield { what, about: null, inFile: shownCommand(words), running: shownCommand(running) };
}

function shownCommand(words: readonly string[]): string {
  return maskArguments(words).join(" ");
}

function isOpen({ openEnds }: Wanted, end: OpenEnd): boolean {
  return openEnds.includes(end) || openEnds.includes("everything");
}

function* portDifferences(wanted: Wanted, facts: ContainerFacts): Generator<Difference> {
  if (/^(host|none|container:)/.test(facts.networkMode)) return;
  const published = facts.ports.filter(({ hostIp }) => hostIp !== null);
  const isMeant = (port: WantedPort, { containerPort, protocol, hostIp, hostPort }: (typeof published)[number]): boolean =>
    port.containerPort === containerPort &&
    port.protocol === protocol &&
    (port.hostPort === null || (port.hostPort === hostPort && everyAddress(port.hostIp) === everyAddress(hostIp ?? "")));
  for (const port of wanted.ports) {
    if (published.some((mapping) => isMeant(port, mapping))) continue;
    const instead = published.find(({ containerPort, protocol }) => containerPort === port.containerPort && protocol === port.protocol);
    const running = instead === undefined ? null : addressOf(instead.hostIp ?? "", instead.hostPort);
    yield { what: "port", about: `${port.containerPort}/${port.protocol}`, inFile: addressOf(port.hostIp, port.hostPort), running };
  }
  if (isOpen(wanted, "ports")) return;
  for (const { containerPort, protocol, hostIp, hostPort } of published) {
    if (wanted.ports.some((port) => port.containerPort === containerPort && port.protocol === protocol)) continue;
    yield { what: "port", about: `${containerPort}/${protocol}`, inFile: null, running: addressOf(hostIp ?? "", hostPort) };
  }
}

function everyAddress(ip: string): string {
  return ["", "0.0.0.0", "::"].includes(ip) ? "*" : ip;
}

function addressOf(ip: string, port: number | null): string {
  const at = port === null ? "any port" : String(port);
  return everyAddress(ip) === "*" ? at : `${ip}:${at}`;
}

/** Values never leave the engine, and an image brings names of its own: only what is missing can be told. */
function* environmentDifferences({ environment }: Wanted, { envNames }: ContainerFacts): Generator<Difference> {
  const running = new Set(envNames);
  for (const name of environment) if (!running.has(name)) yield { what: "environment", about: name, inFile: "set", running: null };
}

function* mountDifferences(wanted: Wanted, facts: ContainerFacts): Generator<Difference> {
  for (const mount of wanted.mounts) {
    const running = facts.mounts.find(({ target }) => target === mount.target);
    const isSame =
      running !== undefined &&
      running.isWritable === mount.isWritable &&
      (mount.source?.startsWith("$") === true || running.kind === mount.kind) &&
      (mount.source === null || canBe(mount.source, running.source) || mount.source.startsWith("$"));
    if (!isSame) yield { what: "mount", about: mount.target, inFile: shownMount(mount), running: running ? shownMount(running) : null };
  }
  if (isOpen(wanted, "mounts")) return;
  for (const mount of facts.mounts) {
    if (wanted.mounts.some(({ target }) => target === mount.target) || isFromImage(mount)) continue;
    yield { what: "mount", about: mount.target, inFile: null, running: shownMount(mount) };
  }
}

/** A volume without a name of its own is one that the image asked for. */
function isFromImage({ kind, source }: Pick<WantedMount, "kind" | "source">): boolean {
  return kind === "volume" && /^([0-9a-f]{64})?$/.test(source ?? "");
}

function shownMount({ kind, source, isWritable }: WantedMount): string {
  const from = source === null || source === "" || isFromImage({ kind, source }) ? kind : source;
  return isWritable ? from : `${from}, read only`;
}

function* networkDifferences({ networks, networkMode }: Wanted, facts: ContainerFacts): Generator<Difference> {
  if (networkMode !== null) {
    const mode = /^(service|container):/.test(networkMode) ? "container:" : networkMode;
    const isSame = mode === "container:" ? facts.networkMode.startsWith(mode) : canBe(mode, facts.networkMode);
    if (!isSame) yield { what: "network", about: null, inFile: networkMode, running: facts.networkMode };
    return;
  }
  if (networks === null) return;
  if (/^(host|none|container:)/.test(facts.networkMode)) {
    yield { what: "network", about: null, inFile: networks.join(", "), running: facts.networkMode };
    return;
  }
  const running = facts.networks.map(({ name }) => name);
  for (const name of networks)
    if (!running.some((each) => canBe(name, each))) yield { what: "network", about: name, inFile: "joined", running: null };
  for (const name of running)
    if (!networks.some((each) => canBe(each, name))) yield { what: "network", about: name, inFile: null, running: "joined" };
}
