import { isTest, PLACES } from "./house.ts";
import type { Use } from "./source.ts";
import type { Tree } from "./tree.ts";

const INSTEAD: Record<Use["what"], string> = {
  "wall clock": "time comes from the clock (host.clock, ctx.clock), so that a test can move it",
  environment: "the environment is read by the configuration and by main, and handed on",
  console: "what is printed goes through the log or a door",
};

/** The clock, the environment and the console: each has its place. */
export function useProblems({ sources }: Tree): string[] {
  return sources
    .filter(({ path }) => path.startsWith("src/") && !isTest(path))
    .flatMap(({ path, uses }) =>
      uses.filter(({ what }) => !isPlace(path, PLACES[what])).map(({ what, line }) => `${path}:${line}: ${what}: ${INSTEAD[what]}`),
    );
}

function isPlace(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith("/") ? path.startsWith(place) : path === place));
}
