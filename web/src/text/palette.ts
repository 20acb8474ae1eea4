import type { EntryKind } from "../palette/rank.ts";

const kinds: Record<EntryKind, string> = {
  page: "Page",
  container: "Container",
  incident: "Incident",
  node: "Node",
  saying: "Do",
  operation: "Operation",
};

export const words = {
  title: "Search or do",
  open: "Search or do",
  key: (isMac: boolean) => (isMac ? "⌘ K" : "Ctrl K"),
  placeholder: "Where to, or what to do: restart jellyfin",
  kinds,
  nothing: "Nothing has this name, and nothing is done by these words.",
  loading: "What Hydra can do is still being read…",
  notRead: "What Hydra can do could not be read: pages and names are found all the same.",
  back: "One step back",
  close: "Close",
  hints: { choose: "choose", run: "do", back: "back" },
  found: (count: number) => (count === 1 ? "1 found" : `${count} found`),
} as const;
