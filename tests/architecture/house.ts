/** The wings in their order: a feature calls its own wing and those before it. */
export const WINGS = ["people", "self", "watch", "care", "order", "mind", "studio", "home", "life", "work", "proof"] as const;

/** The only files that may know everybody: main and what it is made of. */
const ROOTS = ["src/main.ts", "src/up.ts", "src/composition.ts"];

/** A folder of a feature holds at most this many sources besides tests. */
export const MOST_FILES = 9;

/** Where what only few may do is done. A trailing slash names a folder. */
export const PLACES = {
  "wall clock": ["src/kernel/clock.ts", "src/kernel/ids.ts", "src/kernel/log.ts"],
  environment: ["src/kernel/secrets.ts", "src/integrations/docker/environment.ts", ...ROOTS],
  console: ["src/doors/cli/", ...ROOTS],
} as const;

/** Where a file stands in the house. */
export type Place =
  | { room: "root" | "kernel" | "web" | "tests" | "outside" }
  | { room: "door" | "integration"; name: string }
  | { room: "wing"; wing: string }
  | { room: "feature"; wing: string; name: string };

/** A blueprint stands in no wing; it is a feature to copy and may call none. */
export const BLUEPRINT = "_blueprint";

export function placeOf(path: string): Place {
  const [top = "", room = "", first = "", second = "", third] = path.split("/");
  if (top === "web") return { room: "web" };
  if (top === "tests" || top === "bench") return { room: "tests" };
  if (top !== "src") return { room: "outside" };
  if (ROOTS.includes(path)) return { room: "root" };
  if (room === "kernel") return { room: "kernel" };
  if (room === "doors" && second !== "") return { room: "door", name: first };
  if (room === "integrations" && second !== "") return { room: "integration", name: first };
  if (room === "features" && first === BLUEPRINT) return { room: "feature", wing: BLUEPRINT, name: BLUEPRINT };
  if (room === "features" && third !== undefined) return { room: "feature", wing: first, name: second };
  if (room === "features" && second === "index.ts") return { room: "wing", wing: first };
  return { room: "outside" };
}

/** A test, or what only tests are made of: `testing.ts`, a folder `testing`. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing(\.ts$|\/)/.test(path);
}

export function wingNumber(wing: string): number {
  return (WINGS as readonly string[]).indexOf(wing);
}
