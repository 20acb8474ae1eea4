import type { Catalogue } from "../operations/catalogue.ts";
import type { NamedThings } from "../operations/named-things.ts";
import type { Entry } from "./rank.ts";
import { sayingsOf } from "./sayings.ts";

/** Everything that the palette knows, as far as it was read. */
export interface Known {
  pages: readonly { path: string; title: string }[];
  /** Of pages that have several. */
  parts: readonly { path: string; title: string; page: string }[];
  containers: readonly { name: string; node: string; project: string | null; verdict: string; to: string }[];
  incidents: readonly { id: string; sentence: string; isStanding: boolean }[];
  nodes: readonly { name: string; status: string }[];
  catalogue: Catalogue | undefined;
  names: NamedThings;
}

/** Everything that can be gone to or done: what stands first is meant rather than what comes later. */
export function entriesOf({ pages, parts, containers, incidents, nodes, catalogue, names }: Known): Entry[] {
  const operations = [...(catalogue?.byName.values() ?? [])];
  return [
    ...pages.map(({ path, title }): Entry => goTo("page", `page ${path}`, title, path, "")),
    ...parts.map(({ path, title, page }): Entry => goTo("page", `page ${path}`, title, path, page)),
    ...incidents
      .filter(({ isStanding }) => isStanding)
      .map(({ id, sentence }) => goTo("incident", `incident ${id}`, sentence, incidentAddress(id), id)),
    ...containers.map(({ name, node, project, verdict, to }) => ({
      ...goTo(
        "container",
        `container ${node}/${name}`,
        name,
        to,
        [verdict, project === null ? "" : isolated(project), node].filter((part) => part !== "").join(", "),
      ),
      also: `${project ?? ""} ${node} ${verdict}`,
    })),
    ...nodes.map(({ name, status }) => goTo("node", `node ${name}`, name, "/", status)),
    ...incidents
      .filter(({ isStanding }) => !isStanding)
      .map(({ id, sentence }) => goTo("incident", `incident ${id}`, sentence, incidentAddress(id), id)),
    ...sayingsOf(operations, names),
    ...operations.map((op): Entry => ({
      id: `operation ${op.name}`,
      kind: "operation",
      title: op.summary,
      also: `${op.name} ${op.feature}`,
      aside: op.name,
      chosen: { kind: "do", operation: op.name, input: {}, isSaid: false },
    })),
  ];
}

/** Between signs that keep what it turns around inside. */
function isolated(foreign: string): string {
  return `\u2068${foreign}\u2069`;
}

function goTo(kind: Entry["kind"], id: string, title: string, to: string, aside: string): Entry {
  return { id, kind, title, also: aside, aside, chosen: { kind: "go", to } };
}

function incidentAddress(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}
