import { isDrillKey } from "../../../../integrations/docker/identity.ts";
import type { Sick } from "./link.ts";
import { hasOwnReason } from "./own-reason.ts";

/** A sick thing as the search for roots sees it: one for each key, whatever was said about it. */
export interface Case {
  key: string;
  node: string;
  /** When the first that is wrong with it began, epoch ms. */
  at: number;
  troubles: ReadonlySet<string>;
  categories: ReadonlySet<string>;
  /** It would be ill also if everything that it needs were well. */
  hasOwnReason: boolean;
}

/** What several things stand on without a link between them: a machine, a disk, a graphics card, a name server. */
export interface Ground {
  key: string;
  node: string;
  at: number;
  /** Keys of what stands on it, itself never among them. */
  members: readonly string[];
}

/** So much later than what it would explain, something explains nothing any more. */
export const LATEST_CAUSE_MS = 300_000;

/** One that runs out of space or of a card has its own reasons; two on one machine share them. */
const ENOUGH = 2;
const GPU_CATEGORIES: readonly string[] = ["gpu_driver", "gpu_oom"];

/** Two reports about one key are one case, that began with the earlier. */
export function casesOf(sick: readonly Sick[]): Map<string, Case> {
  const cases = new Map<string, Case & { troubles: Set<string>; categories: Set<string> }>();
  // Sorted, so that nothing that follows depends on the order in which things were noticed.
  for (const each of sick.toSorted((a, b) => compareText(a.key, b.key) || compareText(a.node, b.node))) {
    const { key, node, at, trouble, category } = each;
    const known = cases.get(key) ?? { key, node, at, troubles: new Set(), categories: new Set(), hasOwnReason: false };
    known.hasOwnReason ||= hasOwnReason(each);
    known.at = Math.min(known.at, at);
    known.troubles.add(trouble);
    known.categories.add(category);
    cases.set(key, known);
  }
  return cases;
}

/**
 * The shared ground of each case, at most one: a lost machine explains everything on it; then what the case itself
 * complains of (the disk, the card, names that do not resolve) outweighs what it merely needs.
 */
export function sharedGround(cases: ReadonlyMap<string, Case>, dnsServers: ReadonlySet<string>): Map<string, Ground> {
  const all = [...cases.values()];
  const found = new Map<string, Ground>();
  const lay = (ground: Ground | null): void => {
    for (const member of ground?.members ?? []) if (!found.has(member)) found.set(member, ground as Ground);
  };
  for (const [node, here] of Map.groupBy(all, (each) => each.node)) {
    lay(lostNode(node, here));
    // A drill has a full disk of its own, and no real one explains it.
    const real = here.filter(({ key }) => !isDrillKey(key));
    lay(fullDisk(node, real));
    lay(sharedCard(node, real));
  }
  const real = all.filter(({ key }) => !isDrillKey(key));
  for (const ground of deafToNames(real, dnsServers)) lay(ground);
  return found;
}

function lostNode(node: string, here: readonly Case[]): Ground | null {
  const key = `node/${node}`;
  const lost = here.filter(({ troubles }) => troubles.has("node_lost"));
  return lost.length === 0 ? null : groundOf(key, node, earliest(lost), here);
}

/** The disk that is known to be full, else the disk that must be: `disk/<node>/*` until somebody names its mount. */
function fullDisk(node: string, here: readonly Case[]): Ground | null {
  const disk = here.filter(({ key }) => key.startsWith(`disk/${node}/`)).toSorted(byBegin)[0];
  const members = here.filter(({ key, categories }) => categories.has("disk_full") && !key.startsWith("disk/"));
  if (disk !== undefined) return groundOf(disk.key, node, disk.at, members);
  return members.length < ENOUGH ? null : groundOf(`disk/${node}/*`, node, earliest(members), members);
}

function sharedCard(node: string, here: readonly Case[]): Ground | null {
  const members = here.filter(({ categories }) => GPU_CATEGORIES.some((category) => categories.has(category)));
  return members.length < ENOUGH ? null : groundOf(`gpu/${node}`, node, earliest(members), members);
}

/** Several find no names, and a name server beside them is sick. Where several are, the one that fell first. */
function deafToNames(all: readonly Case[], dnsServers: ReadonlySet<string>): Ground[] {
  const deaf = all.filter(({ key, categories }) => categories.has("dns") && !dnsServers.has(key));
  return [...Map.groupBy(deaf, ({ node }) => node)].flatMap(([node, members]) => {
    const server = all.filter((each) => each.node === node && dnsServers.has(each.key)).toSorted(byBegin)[0];
    return server === undefined || members.length < ENOUGH ? [] : [groundOf(server.key, node, server.at, members)];
  });
}

function groundOf(key: string, node: string, at: number, members: readonly Case[]): Ground {
  const explained = members.filter((each) => each.key !== key && at <= each.at + LATEST_CAUSE_MS);
  return { key, node, at, members: explained.map((each) => each.key) };
}

function earliest(cases: readonly Case[]): number {
  return Math.min(...cases.map(({ at }) => at));
}

export function byBegin(a: { at: number; key: string }, b: { at: number; key: string }): number {
  return a.at - b.at || compareText(a.key, b.key);
}

/** By code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
