import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { isProtectedByLabel } from "../../../../integrations/docker/identity.ts";
import type { Dependents } from "../linking/ties.ts";
import type { Role } from "./images.ts";

/** What must be known besides the container itself to tell whether it is protected. */
export interface Circumstances {
  /** A person's word; null where nothing was said. */
  said: boolean | null;
  role: Role | null;
  dependents: Dependents;
  /** The address of the engine that it runs on, as Hydra reaches it. */
  engineAddress: string;
  /** The name of the machine that this process believes to be on: in a container the beginning of its id. */
  hostName: string;
}

const ROLE_WORDS: Readonly<Record<Role, string | null>> = {
  database: "it is a database",
  broker: "it carries the messages of others",
  dns: "it answers names for others (DNS)",
  proxy: "it is a reverse proxy",
  vpn: "it is a VPN",
  home: "it runs the smart home",
  watcher: null,
};

/** So many dependents make anything protected. */
const MANY = 3;

/**
 * Why a container must not be touched without a person, as the rest of a sentence; null when it may be. A person's word
 * wins over the label, the label `hydra.protect` (true or false) over what Hydra makes of it by itself.
 */
export function protectionOf(facts: ContainerFacts, circumstances: Circumstances): string | null {
  const { said, role, dependents, engineAddress, hostName } = circumstances;
  if (said !== null) return said ? "you said so" : null;
  if (isProtectedByLabel(facts.labels)) return "its label hydra.protect";
  if (isReleasedByLabel(facts.labels)) return null;
  if (isHydraItself(facts, hostName)) return "it is Hydra itself";
  if (isWayToEngine(facts, engineAddress)) return "Hydra reaches Docker through it";
  if (role === "home" && /home-?assistant/i.test(facts.image)) return "it is Home Assistant";
  const byRole = role === null ? null : ROLE_WORDS[role];
  if (byRole !== null) return byRole;
  const { count, onItsNetwork } = dependents;
  if (onItsNetwork > 0) return onItsNetwork === 1 ? "another uses its network" : `${spoken(onItsNetwork)} others use its network`;
  return count >= MANY ? `${spoken(count)} others depend on it` : null;
}

function isReleasedByLabel(labels: Readonly<Record<string, string>>): boolean {
  return ["false", "0", "no"].includes(labels["hydra.protect"]?.trim().toLowerCase() ?? "");
}

/** It says so, or its id is what this process has for a host name. */
function isHydraItself({ id, labels }: ContainerFacts, hostName: string): boolean {
  return labels["hydra.self"] === "true" || (/^[0-9a-f]{12,64}$/.test(hostName) && id.startsWith(hostName));
}

/**
 * Does the way to the engine lead through this container of it (a proxy before Docker's socket)? Then it bears the name or
 * address that Hydra calls, or publishes the port.
 */
function isWayToEngine({ name, networks, ports }: ContainerFacts, engineAddress: string): boolean {
  const match = /^(?:tcp|https?):\/\/(\[[^\]]+\]|[^/:]+):(\d+)/i.exec(engineAddress);
  if (match === null) return false;
  const host = (match[1] as string).toLowerCase();
  const port = Number(match[2]);
  const bears = [name, ...networks.flatMap(({ ipAddress, aliases }) => [ipAddress, ...aliases])];
  return (
    bears.some((each) => each?.toLowerCase() === host) || ports.some(({ hostPort, protocol }) => hostPort === port && protocol === "tcp")
  );
}

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

function spoken(count: number): string {
  return WORDS[count] ?? String(count);
}
