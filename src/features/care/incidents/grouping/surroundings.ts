import type { Host } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import type { Severity } from "../../../self/notifications/events.ts";
import { list } from "../../../watch/containers/operations.ts";
import { graph } from "../../../watch/dependencies/operations.ts";
import { severityOf } from "../keeping/incident.ts";
import type { Link } from "./link.ts";

/** What stands around a sick thing: who needs whom, who answers names, whom nobody can see. */
export interface World {
  links: readonly Link[];
  nodes: readonly Neighbour[];
  dnsServers: ReadonlySet<string>;
  unseen: ReadonlySet<string>;
}

export interface Neighbour {
  key: string;
  name: string;
  node: string;
  project: string | null;
  role: string | null;
  isProtected: boolean;
  /** How many need it themselves. */
  dependents: number;
}

const NOTHING_KNOWN: World = { links: [], nodes: [], dnsServers: new Set(), unseen: new Set() };

/** Never fails: an incident without its surroundings is better than none. */
export async function worldNow(host: Host): Promise<World> {
  try {
    const [{ links, nodes }, { containers }] = await Promise.all([host.call(graph, {}), host.call(list, {})]);
    const lost = containers.filter(({ lostSince }) => (lostSince ?? null) !== null);
    return {
      links,
      nodes,
      dnsServers: new Set(nodes.filter(({ role }) => role === "dns").map(({ key }) => key)),
      unseen: new Set(lost.map(({ key }) => key)),
    };
  } catch (error) {
    host.log.warn({ reason: messageOf(error) }, "who needs whom is not known now: incidents stand alone");
    return NOTHING_KNOWN;
  }
}

/** What everything else leans on: names, the way in, the way out, the home. */
const INFRASTRUCTURE: ReadonlySet<string | null> = new Set(["dns", "proxy", "vpn", "home"]);

export function severityIn({ nodes }: World, key: string): Severity {
  const own = nodes.find((each) => each.key === key);
  if (own === undefined) return "medium";
  return own.isProtected && INFRASTRUCTURE.has(own.role) ? "critical" : severityOf(own.dependents, own.isProtected);
}

/** As deep as anybody builds a home. */
const MOST_NEEDED = 30;

/** Everything that a thing needs, straight or over others, nearest first; circles end. */
export function needsOf(key: string, links: readonly Link[]): string[] {
  const needed = [key];
  for (const at of needed)
    for (const { from, to } of links) if (from === at && !needed.includes(to) && needed.length <= MOST_NEEDED) needed.push(to);
  return needed.slice(1);
}
