import type { DockerHosts } from "../../../integrations/docker/hosts.ts";
import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { identityOf } from "../../../integrations/docker/identity.ts";
import { collector, isSwitchedOff } from "./collector.ts";
import type { KnownIdentity } from "./thread/messages.ts";

/** A container that somebody may mean: one that is there, or one of which lines are kept. */
export interface Candidate {
  key: string;
  node: string;
  project: string | null;
  service: string | null;
  name: string;
  containerId: string | null;
  isSwitchedOff: boolean;
}

/**
 * The one that is meant by a container's name, its id (12 characters or more), or its service's name, in this order.
 * @throws HydraError not_found, conflict when several have that name
 */
export function choose(candidates: readonly Candidate[], wanted: string, node?: string): Candidate {
  const there = candidates.filter((candidate) => node === undefined || candidate.node === node);
  const ways: ((candidate: Candidate) => boolean)[] = [
    ({ name, containerId }) => name === wanted || containerId === wanted,
    ({ containerId }) => wanted.length >= 12 && containerId?.startsWith(wanted) === true,
    ({ service }) => service === wanted,
  ];
  for (const way of ways) {
    const byKey = new Map(there.filter(way).map((candidate) => [candidate.key, candidate]));
    const [first] = byKey.values();
    if (first === undefined) continue;
    if (byKey.size === 1) return first;
    const places = [...byKey.values()].map(({ name, node: on }) => `${name} on ${on}`).join(", ");
    throw new HydraError("conflict", `"${wanted}" can be ${places}: say which with its full name and node.`);
  }
  const where = node === undefined ? "" : ` on ${node}`;
  throw new HydraError(
    "not_found",
    `There is no container "${wanted}"${where}, and no lines of one are kept.${didYouMean(wanted, new Set(there.map(({ name }) => name)))}`,
  );
}

/** @throws HydraError as `choose`, and conflict when its owner switched its logs off */
export async function findContainer(host: Pick<Host, "integration" | "part">, wanted: string, node?: string): Promise<Candidate> {
  const kept = await host.part(collector).ask("known", null);
  const candidate = choose([...kept.map(fromKept), ...present(host.integration("docker"))], wanted, node);
  if (candidate.isSwitchedOff) throw new HydraError("conflict", `The logs of ${candidate.name} are switched off by its label hydra.logs.`);
  return candidate;
}

function present(docker: DockerHosts | undefined): Candidate[] {
  return (docker?.hosts ?? []).flatMap((engine) =>
    [...engine.containers.values()].map((facts) => ({
      ...identityOf(engine.name, facts),
      containerId: facts.id,
      isSwitchedOff: isSwitchedOff(facts),
    })),
  );
}

function fromKept({ key, node, project, service, name }: KnownIdentity): Candidate {
  return { key, node, project, service, name, containerId: null, isSwitchedOff: false };
}
