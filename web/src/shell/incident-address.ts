const FRAGMENT = /^#incident=([\w%.-]+)$/;

/** The incident whose story the address opens, `#incident=db-17`, so that a message can link to it; null for none. */
export function incidentInAddress(fragment: string): string | null {
  const [, id] = FRAGMENT.exec(fragment) ?? [];
  if (id === undefined) return null;
  try {
    return decodeURIComponent(id);
  } catch {
    // Cut off in the middle of a sign: it is said that there is no such incident.
    return id;
  }
}
