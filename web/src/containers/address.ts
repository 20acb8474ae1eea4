/** What the address of this page says: `/containers/NODE/NAME/SECTION/FILTERS`, everything after the first optional. */

export const SECTIONS = ["overview", "resources", "logs", "compose"] as const;
export type Section = (typeof SECTIONS)[number];

export const COLUMNS = ["state", "name", "project", "node", "image", "health", "cpu", "memory", "restarts", "since"] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  column: Column;
  isDescending: boolean;
}

export interface Filters {
  sought: string;
  states: readonly string[];
  /** Empty text stands for those without one. */
  projects: readonly string[];
  nodes: readonly string[];
  sorting: Sorting;
  /** ISO time that the log is opened at. */
  at: string | null;
}

export interface Opened {
  node: string;
  name: string;
  section: Section;
}

export interface ContainersAddress {
  opened: Opened | null;
  filters: Filters;
}

export const NO_FILTERS: Filters = {
  sought: "",
  states: [],
  projects: [],
  nodes: [],
  sorting: { column: "state", isDescending: false },
  at: null,
};

/** Where one container is shown. */
export function addressOf({ node, name }: Pick<Opened, "node" | "name">): string {
  return `/containers/${encodeURIComponent(node)}/${encodeURIComponent(name)}`;
}

/** @param address as it stands behind the `#`, still encoded */
export function readAddress(address: string): ContainersAddress {
  const segments = address.split("/").filter((segment) => segment !== "");
  // In a name "=" is encoded: only filters have it as it is.
  const filters = segments.at(-1)?.includes("=") === true ? readFilters(segments.pop() ?? "") : NO_FILTERS;
  const [, node, name, section = ""] = segments.map(decoded);
  if (node === undefined || name === undefined) return { opened: null, filters };
  return { opened: { node, name, section: oneOf(SECTIONS, section) ?? "overview" }, filters };
}

export function writeAddress({ opened, filters }: ContainersAddress): string {
  const path = opened === null ? [] : [opened.node, opened.name, ...(opened.section === "overview" ? [] : [opened.section])];
  const said = writeFilters(filters);
  return ["/containers", ...path.map(encodeURIComponent), ...(said === "" ? [] : [said])].join("/");
}

function readFilters(text: string): Filters {
  const said = new URLSearchParams(text);
  const sort = said.get("sort") ?? "";
  const column = oneOf(COLUMNS, sort.replace(/^-/, ""));
  return {
    sought: said.get("q") ?? "",
    states: said.getAll("state"),
    projects: said.getAll("project"),
    nodes: said.getAll("node"),
    sorting: column === undefined ? NO_FILTERS.sorting : { column, isDescending: sort.startsWith("-") },
    at: said.get("at"),
  };
}

function writeFilters({ sought, states, projects, nodes, sorting: { column, isDescending }, at }: Filters): string {
  const isUsual = column === NO_FILTERS.sorting.column && isDescending === NO_FILTERS.sorting.isDescending;
  return new URLSearchParams([
    ...(sought === "" ? [] : [["q", sought]]),
    ...states.map((state) => ["state", state]),
    ...projects.map((project) => ["project", project]),
    ...nodes.map((node) => ["node", node]),
    ...(isUsual ? [] : [["sort", `${isDescending ? "-" : ""}${column}`]]),
    ...(at === null ? [] : [["at", at]]),
  ]).toString();
}

function oneOf<T extends string>(known: readonly T[], wanted: string): T | undefined {
  return known.find((each) => each === wanted);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Cut off in the middle of a sign.
    return text;
  }
}
