import { fetched, type Fetched } from "../parts/fetched.ts";
import type { IconName } from "../parts/icon.tsx";
import { text } from "../text/common.ts";

export interface PageEntry {
  /** Behind the `#`: a path in front of it may be one of the API's. */
  path: string;
  /** Further addresses that the same page shows, in wouter's patterns. */
  also?: readonly string[];
  title: string;
  icon: IconName;
  /** Pressed after `g`. */
  key: string;
  Body: Fetched<object>;
}

/** Every page, in the order of the navigation. Each is loaded when somebody goes there. */
export const pages: readonly PageEntry[] = [
  { path: "/", title: text.pages.now, icon: "now", key: "n", Body: fetched(() => import("../now/now.tsx")) },
  {
    path: "/incidents",
    also: ["/incidents/:id"],
    title: text.pages.incidents,
    icon: "incident",
    key: "i",
    Body: fetched(() => import("../incidents/incidents.tsx")),
  },
  {
    path: "/containers",
    also: ["/containers/*"],
    title: text.pages.containers,
    icon: "containers",
    key: "c",
    Body: fetched(() => import("../containers/containers.tsx")),
  },
  { path: "/map", title: text.pages.map, icon: "map", key: "m", Body: fetched(() => import("../map/map.tsx")) },
  { path: "/waiting", title: text.pages.waiting, icon: "waiting", key: "w", Body: fetched(() => import("../waiting/waiting.tsx")) },
  { path: "/allowed", title: text.pages.allowed, icon: "allowed", key: "a", Body: fetched(() => import("../waiting/allowed.tsx")) },
  {
    path: "/mind",
    also: ["/mind/:part", "/mind/:part/:id"],
    title: text.pages.mind,
    icon: "mind",
    key: "d",
    Body: fetched(() => import("../mind/mind.tsx")),
  },
  {
    path: "/happened",
    also: ["/happened/:part"],
    title: text.pages.happened,
    icon: "happened",
    key: "h",
    Body: fetched(() => import("../happened/happened.tsx")),
  },
  {
    path: "/proof",
    also: ["/proof/:part"],
    title: text.pages.proof,
    icon: "proof",
    key: "p",
    Body: fetched(() => import("../proof/proof.tsx")),
  },
  {
    path: "/operations",
    also: ["/operations/:name"],
    title: text.pages.operations,
    icon: "operations",
    key: "o",
    Body: fetched(() => import("../operations/operations.tsx")),
  },
  {
    path: "/setup",
    also: ["/setup/:part"],
    title: text.pages.setup,
    icon: "setup",
    key: "s",
    Body: fetched(() => import("../setup/setup.tsx")),
  },
];

/** Does this address, as it stands behind the `#`, belong to the page? */
export function isAt(page: PageEntry, address: string): boolean {
  return page.path === "/" ? address === "/" : address === page.path || address.startsWith(`${page.path}/`);
}

/** The page at an address; undefined where there is none. */
export function pageAt(address: string): PageEntry | undefined {
  return pages.find((page) => isAt(page, address));
}
