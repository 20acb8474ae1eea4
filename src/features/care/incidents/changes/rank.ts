import { compareText } from "../grouping/ground.ts";
import type { Link, LinkReason } from "../grouping/link.ts";

/** A change as `changes.list` tells it. */
export interface Change {
  /** ISO 8601. */
  at: string;
  kind: "container" | "node" | "disk" | "certificate";
  node: string;
  /** Of the container, node or disk, or the address of a certificate. */
  name: string;
  field: string;
  what: string;
  before: unknown;
  after: unknown;
}

/** What an incident is about, as far as changes can be near it. */
export interface ChangedSubject {
  key: string;
  name: string;
  node: string;
  project: string | null;
}

/** Who there is and who needs whom: the answer of `dependencies.graph` fits. */
export interface Neighbourhood {
  nodes: readonly ChangedSubject[];
  links: readonly Link[];
}

export interface RankedChange extends Change {
  /** 0 to 1: nearness in the graph times nearness in time. */
  score: number;
  /** "on itself, 4 minutes before" */
  why: string;
}

const DAY_MS = 86_400_000;
/** A change is noticed by a look, which may come a little after what it broke. */
const NOTICED_LATE_MS = 60_000;
/** After so long a change is half as suspect. */
const HALF_MS = 2 * 3_600_000;

interface Nearness {
  weight: number;
  why: string;
}

const BECAUSE: Readonly<Record<LinkReason, string>> = {
  compose: "says compose",
  label: "says a label",
  person: "you said so",
  "network-namespace": "shares its network",
  observed: "seen connected",
};

/**
 * What changed in the 24 h before it happened, the most suspect first: near in the graph (itself, what it directly
 * needs, what that needs, its machine, its project, others of the machine, anything else) and near in time. A change
 * after it happened explains nothing; a minute is forgiven, because changes are noticed by looking.
 */
export function rankChanges(
  changes: readonly Change[],
  subject: ChangedSubject,
  happenedAtMs: number,
  { nodes, links }: Neighbourhood,
): RankedChange[] {
  const needed = neededBy(subject.key, links);
  const known = new Map(nodes.map((each) => [place(each), each]));
  return changes
    .flatMap((change) => {
      const agoMs = happenedAtMs - Date.parse(change.at);
      if (!(agoMs >= -NOTICED_LATE_MS && agoMs <= DAY_MS)) return [];
      const { weight, why } = nearness(change, subject, known.get(place(change)), needed);
      const score = weight * 0.5 ** (Math.max(0, agoMs) / HALF_MS);
      return [{ ...change, score: Math.round(score * 1_000) / 1_000, why: `${why}, ${spokenAgo(agoMs)}` }];
    })
    .toSorted((a, b) => b.score - a.score || Date.parse(b.at) - Date.parse(a.at) || compareText(place(a), place(b)));
}

function nearness(
  { kind, node, name }: Change,
  subject: ChangedSubject,
  changed: ChangedSubject | undefined,
  needed: ReadonlyMap<string, Need>,
): Nearness {
  if (kind !== "container") {
    if (kind === "certificate") return { weight: node === subject.node ? 0.25 : 0.1, why: `the certificate of ${name}` };
    return node === subject.node ? { weight: 0.5, why: `on its machine ${node}` } : { weight: 0.1, why: `on the machine ${node}` };
  }
  if (node === subject.node && name === subject.name) return { weight: 1, why: "on itself" };
  const need = changed === undefined ? undefined : needed.get(changed.key);
  if (need?.steps === 1) return { weight: 0.8, why: `on ${name}, which it needs (${BECAUSE[need.because]})` };
  if (need !== undefined) return { weight: 0.6, why: `on ${name}, which it needs over others` };
  if (subject.project !== null && changed?.project === subject.project && node === subject.node)
    return { weight: 0.4, why: `on ${name} of the same project` };
  return node === subject.node ? { weight: 0.2, why: `on ${name} of the same machine` } : { weight: 0.1, why: `on ${name} of ${node}` };
}

interface Need {
  /** 1 for what it needs itself. */
  steps: number;
  because: LinkReason;
}

/** Everything that a thing needs, straight or over others. */
function neededBy(key: string, links: readonly Link[]): Map<string, Need> {
  const from = Map.groupBy(links, (link) => link.from);
  const needed = new Map<string, Need>();
  const waiting = [{ key, steps: 0 }];
  for (const { key: at, steps } of waiting) {
    for (const { to, because } of from.get(at) ?? []) {
      if (to === key || needed.has(to)) continue;
      needed.set(to, { steps: steps + 1, because });
      waiting.push({ key: to, steps: steps + 1 });
    }
  }
  return needed;
}

function place({ node, name }: { node: string; name: string }): string {
  return `${node}/${name}`;
}

function spokenAgo(ms: number): string {
  if (ms < 60_000) return ms < 0 ? "noticed right after" : "less than a minute before";
  const [count, unit] = ms < 5_400_000 ? [Math.round(ms / 60_000), "minute"] : [Math.round(ms / 3_600_000), "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"} before`;
}
