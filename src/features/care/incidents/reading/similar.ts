import type { Healer } from "../events.ts";
import type { Incident } from "../keeping/incident.ts";

/** An earlier incident that was like this one, and how it ended. */
export interface Similar {
  id: string;
  name: string;
  openedAt: number;
  isSameSubject: boolean;
  category: string;
  ended: string;
  healedBy: Healer | null;
  /** Remedies that were proven. */
  worked: string[];
}

const MOST_SIMILAR = 5;

/** The same thing with the same trouble first, then others with the same trouble and category; the newest first. */
export function similarTo(incident: Incident, past: readonly Incident[]): Similar[] {
  const likeness = ({ subject, category }: Incident): number =>
    (subject.key === incident.subject.key ? 2 : 0) + (category === incident.category ? 1 : 0);
  return past
    .filter(
      ({ id, trouble, subject, category }) =>
        id !== incident.id &&
        trouble === incident.trouble &&
        (subject.key === incident.subject.key || (category === incident.category && category !== "unknown")),
    )
    .toSorted((a, b) => likeness(b) - likeness(a) || b.openedAt - a.openedAt)
    .slice(0, MOST_SIMILAR)
    .map(({ id, subject, openedAt, category, state, reason, healedBy, attempts }) => ({
      id,
      name: subject.name,
      openedAt,
      isSameSubject: subject.key === incident.subject.key,
      category,
      ended: reason ?? state,
      healedBy,
      worked: [
        ...new Set(
          attempts.filter(({ outcome, level }) => outcome === "proven" && level !== "would").map(({ by, remedy }) => `${remedy} by ${by}`),
        ),
      ],
    }));
}
