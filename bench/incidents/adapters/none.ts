import type { OpenTool } from "./adapter.ts";

/** Nobody: shows that the cases are what they say. */
export const openNone: OpenTool = () =>
  Promise.resolve({
    answer: () => Promise.resolve({ told: [], asks: [], proposals: [] }),
    end: () => Promise.resolve(),
  });
