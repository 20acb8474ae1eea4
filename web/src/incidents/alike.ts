import type { Incident, Story } from "../api/shapes.ts";

export interface Alike {
  id: string;
  name: string;
  openedAt: string;
  /** How it ended or how it is, and what worked. */
  said: string[];
}

const MOST_ALIKE = 6;

/**
 * Incidents like this one, the newest first: those before it, as its story knows them with what worked, and those that
 * stand or came later, so that they lead to each other.
 */
export function alike(
  { id, trouble, subject, diagnosis, similar }: Pick<Story, "id" | "trouble" | "subject" | "diagnosis" | "similar">,
  incidents: readonly Incident[],
  worked: (what: string) => string,
): Alike[] {
  const before = similar.map((each): Alike => ({
    id: each.id,
    name: each.name,
    openedAt: each.openedAt,
    said: [each.ended, ...each.worked.map(worked)],
  }));
  const known = new Set([id, ...before.map((each) => each.id)]);
  const others = incidents
    .filter((each) => !known.has(each.id) && each.mergedInto === null && each.trouble === trouble)
    .filter(
      ({ subject: other, cause }) => other.key === subject.key || (cause.category === diagnosis.category && cause.category !== "unknown"),
    )
    .map((each): Alike => ({ id: each.id, name: each.subject.name, openedAt: each.openedAt, said: [each.reason ?? each.sentence] }));
  return [...before, ...others].toSorted((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt)).slice(0, MOST_ALIKE);
}
