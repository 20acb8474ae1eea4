import type { Overview } from "../api/shapes.ts";
import { words } from "../text/display.ts";

/** What can be read from three metres: the worst that is known, in few words. Null where only the whole sentence says it. */
export function glanceOf({ colour, counts: { down, brokenCheck } }: Pick<Overview, "colour" | "counts">): string | null {
  if (down > 0) return words.glance.down(down);
  if (colour === "well") return words.glance.well;
  return brokenCheck > 0 ? words.glance.brokenChecks(brokenCheck) : null;
}
