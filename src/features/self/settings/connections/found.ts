import { stringify } from "yaml";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { programOf, type Program } from "./programs.ts";

/** One engine with what runs on it, as far as finding programs needs it. */
export interface Ground {
  /** The node's name. */
  name: string;
  /** As Hydra reaches the engine: `unix:///…`, `tcp://tower:2376`, `ssh://me@tower`. */
  address: string;
  containers: Iterable<ContainerFacts>;
}

export interface FoundProgram {
  program: string;
  container: string;
  node: string;
  image: string;
  /** Null: it publishes no port that Hydra could reach. */
  address: string | null;
  state: "new" | "connected" | "unreachable" | "unused";
  /** What connects it, for hydra.yaml; null unless it is new. */
  addition: string | null;
}

/** Programs that Hydra could be connected with, by the images and ports of what runs. Asks nobody. Pure. */
export function findPrograms(grounds: readonly Ground[], settings: unknown): FoundProgram[] {
  const known = addressesIn(settings);
  const names = new Set<string>();
  return grounds
    .flatMap((ground) => [...ground.containers].map((facts) => ({ ground, facts, program: programOf(facts.image) })))
    .flatMap(({ ground, facts, program }) => (program === null || facts.state !== "running" ? [] : [{ ground, facts, program }]))
    .toSorted((a, b) => a.program.name.localeCompare(b.program.name, "en") || a.facts.name.localeCompare(b.facts.name, "en"))
    .map(({ ground, facts, program }) => {
      const address = addressOf(facts, program, ground);
      const state = stateOf(program, address, known);
      return {
        program: program.name,
        container: facts.name,
        node: ground.name,
        image: facts.image,
        address,
        state,
        addition:
          state === "new" && address !== null && program.section !== null
            ? stringify(program.section(address, freeName(facts.name, names)))
            : null,
      };
    });
}

function stateOf({ section }: Program, address: string | null, known: ReadonlySet<string>): FoundProgram["state"] {
  if (section === null) return "unused";
  if (address === null) return "unreachable";
  return known.has(placeOf(address)) ? "connected" : "new";
}

/** Where it answers for Hydra: the port that it publishes, or its own where it uses the machine's network. */
function addressOf({ ports, networkMode }: ContainerFacts, { port }: Program, ground: Ground): string | null {
  const host = hostOf(ground.address);
  if (networkMode === "host") return `http://${host}:${port}`;
  const published = ports.find(
    ({ containerPort, protocol, hostPort }) => containerPort === port && protocol === "tcp" && hostPort !== null,
  );
  if (published === undefined) return null;
  const isOnlyThere = published.hostIp !== null && /^(127\.|::1$)/.test(published.hostIp);
  if (isOnlyThere && host !== "127.0.0.1") return null;
  const isEverywhere = published.hostIp === null || ["", "0.0.0.0", "::"].includes(published.hostIp);
  return `http://${isEverywhere || isOnlyThere ? host : bracketed(published.hostIp ?? host)}:${published.hostPort}`;
}

/** The machine that an engine runs on, as Hydra reaches it. */
function hostOf(address: string): string {
  const host = /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^/:]+)/.exec(address)?.[1];
  return host === undefined || isLoopback(host) ? "127.0.0.1" : host;
}

function bracketed(ip: string): string {
  return ip.includes(":") ? `[${ip}]` : ip;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}

function placeOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${isLoopback(hostname) ? "127.0.0.1" : hostname.toLowerCase()}:${port === "" ? (protocol === "https:" ? "443" : "80") : port}`;
}

/** Every address that the settings name, wherever it stands in them. */
function addressesIn(settings: unknown): Set<string> {
  if (typeof settings === "string") return new Set(/^https?:\/\//.test(settings) && URL.canParse(settings) ? [placeOf(settings)] : []);
  if (settings === null || typeof settings !== "object") return new Set();
  return new Set(Object.values(settings).flatMap((inner: unknown) => [...addressesIn(inner)]));
}

/** A name as settings allow it, each only once. */
function freeName(container: string, taken: Set<string>): string {
  const wanted =
    container
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 34) || "model";
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}
