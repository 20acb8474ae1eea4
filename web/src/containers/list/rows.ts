import type { AnswerOf } from "../../api/operations.ts";
import type { Container, Monitor, Ruling } from "../../api/shapes.ts";
import type { Column, Filters, Sorting } from "../address.ts";

type Usage = AnswerOf<"GET /telemetry/containers">["containers"][number];
type Service = AnswerOf<"GET /services/status">["services"][number];

export const ROW_STATES = ["down", "degraded", "broken-check", "unsure", "well", "off"] as const;
export type RowState = (typeof ROW_STATES)[number];

/** One line of the table. What is null is not known, or has no meaning for it. */
export interface Row {
  key: string;
  /** A service has no container: a program that a machine runs by itself. */
  kind: "container" | "service";
  name: string;
  node: string;
  project: string | null;
  image: string | null;
  state: RowState;
  /** Its engine does not answer: all of it is old. */
  isLost: boolean;
  isProtected: boolean;
  health: Container["health"] | null;
  beats: Monitor["beats"];
  /** Of one core. */
  cpuPercent: number | null;
  memoryBytes: number | null;
  restarts: number | null;
  /** Since when it is in its state. */
  since: string | null;
}

interface Answers {
  containers: readonly Container[];
  rulings: readonly Ruling[];
  monitors: readonly Monitor[];
  usages: readonly Usage[];
  services: readonly Service[];
}

const NO_BEATS: Monitor["beats"] = [];

export function rowsOf({ containers, rulings, monitors, usages, services }: Answers): Row[] {
  const rulingOf = new Map(rulings.map((ruling) => [ruling.id, ruling]));
  const usageOf = new Map(usages.map((usage) => [usage.id, usage]));
  const monitorOf = new Map(monitors.map((monitor) => [`${monitor.node}/${monitor.container}`, monitor]));
  const rows = containers.map((container): Row => {
    const { id, name, node, project, image, verdict, lostSince, health, restarts } = container;
    const isLost = lostSince != null;
    const usage = usageOf.get(id);
    return {
      key: id,
      kind: "container",
      name,
      node,
      project,
      image,
      state: isLost ? "unsure" : verdict,
      isLost,
      isProtected: container.protected,
      health,
      beats: monitorOf.get(`${node}/${name}`)?.beats ?? NO_BEATS,
      cpuPercent: isLost ? null : (usage?.cpuPercent ?? null),
      memoryBytes: isLost ? null : (usage?.memoryBytes ?? null),
      restarts,
      since: lostSince ?? rulingOf.get(id)?.since ?? null,
    };
  });
  const contained = new Set(containers.flatMap(({ node, name, service }) => [`${node}/${name}`, `${node}/${service ?? name}`]));
  return [...rows, ...services.filter(({ node, name }) => !contained.has(`${node}/${name}`)).map(serviceRow)];
}

const SERVICE_STATES: Readonly<Record<Service["status"], RowState>> = { up: "well", down: "down", degraded: "degraded", unknown: "unsure" };

function serviceRow({ name, node, project, status, since }: Service): Row {
  return {
    key: `service ${node}/${name}`,
    kind: "service",
    name,
    node,
    project,
    image: null,
    state: SERVICE_STATES[status],
    isLost: false,
    isProtected: false,
    health: null,
    beats: NO_BEATS,
    cpuPercent: null,
    memoryBytes: null,
    restarts: null,
    since,
  };
}

type Group = "states" | "projects" | "nodes";

const VALUE_OF: Readonly<Record<Group, (row: Row) => string>> = {
  states: ({ state }) => state,
  projects: ({ project }) => project ?? "",
  nodes: ({ node }) => node,
};
const GROUPS: readonly Group[] = ["states", "projects", "nodes"];

/** The rows that pass everything, or everything but one group. */
export function filtered(rows: readonly Row[], filters: Filters, except?: Group): Row[] {
  const words = filters.sought.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (GROUPS.some((group) => group !== except && filters[group].length > 0 && !filters[group].includes(VALUE_OF[group](row))))
      return false;
    const text = `${row.name} ${row.project ?? ""} ${row.image ?? ""} ${row.node}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How many rows each choice of a group would show, chosen ones also when there are none. */
export function countsOf(rows: readonly Row[], filters: Filters, group: Group): [value: string, count: number][] {
  const counts = new Map<string, number>(filters[group].map((value) => [value, 0]));
  for (const row of rows) if (!counts.has(VALUE_OF[group](row))) counts.set(VALUE_OF[group](row), 0);
  for (const row of filtered(rows, filters, group)) counts.set(VALUE_OF[group](row), (counts.get(VALUE_OF[group](row)) ?? 0) + 1);
  const order = (value: string): number => (group === "states" ? ROW_STATES.findIndex((state) => state === value) : value === "" ? 1 : 0);
  return [...counts].toSorted(([a], [b]) => order(a) - order(b) || a.localeCompare(b));
}

const BY: Readonly<Record<Column, (row: Row) => string | number | null>> = {
  state: ({ state }) => ROW_STATES.indexOf(state),
  name: ({ name }) => name,
  project: ({ project }) => project,
  node: ({ node }) => node,
  image: ({ image }) => image,
  health: ({ health }) => health,
  cpu: ({ cpuPercent }) => cpuPercent,
  memory: ({ memoryBytes }) => memoryBytes,
  restarts: ({ restarts }) => restarts,
  since: ({ since }) => since,
};

/** What is not known stands last, whichever way is sorted. */
export function sorted(rows: readonly Row[], { column, isDescending }: Sorting): Row[] {
  const by = BY[column];
  return rows.toSorted((a, b) => {
    const [first, second] = [by(a), by(b)];
    if (first === null || second === null) return first === second ? usualOrder(a, b) : first === null ? 1 : -1;
    const order = typeof first === "number" && typeof second === "number" ? first - second : String(first).localeCompare(String(second));
    return (isDescending ? -order : order) || usualOrder(a, b);
  });
}

function usualOrder(a: Row, b: Row): number {
  return (a.project ?? "\uFFFF").localeCompare(b.project ?? "\uFFFF") || a.name.localeCompare(b.name) || a.node.localeCompare(b.node);
}
