import type { Category } from "../categories.ts";

/** What one phrase or code says about a line that it stands in. */
export interface Match {
  category: Category;
  why: string;
  /** 0 to 1: how much it says alone. */
  strength: number;
  phrase: string;
  /** Where in the line it begins and ends: of two reasons in one line the later is the deeper one. */
  from: number;
  to: number;
}
