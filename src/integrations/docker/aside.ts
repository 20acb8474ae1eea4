/**
 * A container that Hydra replaced stands aside under a name that says so, until it is put back or dropped. The name bears
 * the container's own id, so that nobody else's container looks like one.
 */
const ASIDE = /^(.+)\.hydra-before-([0-9a-f]{12})$/;

export function asideNameOf({ name, id }: { name: string; id: string }): string {
  return `${name}.hydra-before-${id.slice(0, 12)}`;
}

/** The name that it had before it was put aside; null for every other container. */
export function nameBeforeAside({ name, id }: { name: string; id: string }): string | null {
  const [, before = "", shortId = ""] = ASIDE.exec(name) ?? [];
  return before !== "" && id.startsWith(shortId) ? before : null;
}
