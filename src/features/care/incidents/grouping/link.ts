/** Why one thing suffers when another does. */
export const LINK_REASONS = ["compose", "label", "person", "network-namespace", "observed"] as const;
export type LinkReason = (typeof LINK_REASONS)[number];

/** `from` needs `to`. Both are identity keys (`node/project/service`, `node//name`). */
export interface Link {
  from: string;
  to: string;
  because: LinkReason;
}

/** Something that is not well, as grouping sees it. */
export interface Sick {
  key: string;
  node: string;
  trouble: string;
  category: string;
  /** How sure the category is, 0 to 1. */
  confidence?: number;
  /** When it began, epoch ms. */
  at: number;
}

/** What a sick thing suffers from: itself, something that it needs, or something that it shares with others. */
export interface Root {
  /** The key of the root; its own when nothing else explains it. For shared ground `node/<name>`, `disk/<node>/<mount>`, `gpu/<node>`. */
  root: string;
  /** The way from the sick thing to its root, empty when it is its own. */
  way: readonly Link[];
}
