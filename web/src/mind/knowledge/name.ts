import { words } from "../../text/mind.ts";

/** What an entry is called: its title, else what kind it is and where it comes from. */
export function nameOf({ title, category, source }: { title: string | null; category: string; source: string }): string {
  return title ?? words.knowledge.untitled(category, source);
}
