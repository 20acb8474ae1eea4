import type { ContainerFacts } from "./facts.ts";

/** What a container is, over recreations: its engine's node, its compose project if it has one, and its service or name. */
export interface Identity {
  node: string;
  project: string | null;
  service: string | null;
  /** The container's name. */
  name: string;
  /** `node/project/service` or `node//name`: the key of everything that is kept about it. */
  key: string;
}

export interface Dependency {
  /** A service of the same project. */
  service: string;
  /** What it waits for: started, healthy, completed. */
  condition: string;
}

const COMPOSE = "com.docker.compose.";
/**
 * A container that Hydra replaced stands aside under a name that says so, until it is put back or dropped. The name bears
 * the container's own id, so that nobody else's container looks like one.
 */
const ASIDE = /^(.+)\.hydra-before-([0-9a-f]{12})$/;

export function identityOf(node: string, facts: Pick<ContainerFacts, "name" | "labels"> & { id?: string }): Identity {
  // What stands aside is nobody: its successor has the identity, the history and the dependents.
  if (facts.id !== undefined && nameBeforeAside({ name: facts.name, id: facts.id }) !== null)
    return { node, project: null, service: null, name: facts.name, key: `${node}//${facts.name}` };
  const project = facts.labels[`${COMPOSE}project`] ?? null;
  const service = composeServiceOf(facts.labels);
  const number = facts.labels[`${COMPOSE}container-number`] ?? "1";
  const isOneOff = isOneOffRun(facts);
  const replica = number === "1" ? "" : `#${number}`;
  // A one-off `compose run` is nobody's successor: it is known by its own name.
  const key = project === null || service === null || isOneOff ? `${node}//${facts.name}` : `${node}/${project}/${service}${replica}`;
  return { node, project, service, name: facts.name, key };
}

export function asideNameOf({ name, id }: { name: string; id: string }): string {
  return `${name}.hydra-before-${id.slice(0, 12)}`;
}

/** The name that it had before it was put aside; null for every other container. */
export function nameBeforeAside({ name, id }: { name: string; id: string }): string | null {
  const [, before = "", shortId = ""] = ASIDE.exec(name) ?? [];
  return before !== "" && id.startsWith(shortId) ? before : null;
}

/** The host in an engine's address (`tcp://10.0.0.5:2376`, `ssh://me@nas`); in lower case; null for sockets and what cannot be read. */
export function hostInAddress(address: string): string | null {
  if (!/^(tcp|ssh|https?):\/\//.test(address)) return null;
  // The WHATWG parser keeps hosts of unknown schemes opaque; as http they are normalised.
  const url = URL.parse(address.replace(/^\w+:/, "http:"));
  return url === null || url.hostname === "" ? null : url.hostname.replace(/^\[(.*)\]$/, "$1");
}

/** The service that compose made it for; other containers of the project call it by this name. */
export function composeServiceOf(labels: Readonly<Record<string, string>>): string | null {
  return labels[`${COMPOSE}service`] ?? null;
}

/** Started by `docker compose run`: somebody's single errand. */
export function isOneOffRun(facts: Pick<ContainerFacts, "labels">): boolean {
  return facts.labels[`${COMPOSE}oneoff`]?.toLowerCase() === "true";
}

/** `db:service_healthy:false,cache:service_started:true`, as compose writes it; version 1 writes bare names. */
export function dependenciesOf(labels: Readonly<Record<string, string>>): Dependency[] {
  const text = labels[`${COMPOSE}depends_on`] ?? "";
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [service = "", condition = "service_started"] = part.split(":");
      return { service, condition: condition.replace(/^service_/, "") };
    });
}

/** The owner's word that this must not be touched. */
export function isProtectedByLabel(labels: Readonly<Record<string, string>>): boolean {
  return isTrue(labels["hydra.protect"]);
}

export function isIgnoredByLabel(labels: Readonly<Record<string, string>>): boolean {
  return isTrue(labels["hydra.ignore"]);
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && ["true", "1", "yes", ""].includes(text.toLowerCase());
}

/**
 * What Hydra breaks on purpose, to see whether it notices and puts it right, lives in compose projects with this name or
 * one that begins with it. It is real to whoever watches and heals, and nobody's business otherwise: no person is told, no
 * record of what was allowed counts it, and no limit or common cause is shared with what is not of a drill.
 */
export const DRILL_PROJECT = "hydra-drill";

export function isDrillProject(project: string | null | undefined): boolean {
  return project === DRILL_PROJECT || project?.startsWith(`${DRILL_PROJECT}-`) === true;
}

/** The same by a container's key, `node/project/service`. */
export function isDrillKey(key: string): boolean {
  return isDrillProject(key.split("/").at(-2));
}
