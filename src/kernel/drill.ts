/**
 * What Hydra breaks on purpose, to see whether it notices and puts it right, lives in compose projects with this name or
 * one that begins with it. It is real to whoever watches and heals, and nobody's business otherwise: no person is told, no
 * record of what was allowed counts it, and no limit or common cause is shared with what is not of a drill.
 */
export const DRILL_PROJECT = "hydra-drill";

export function isDrillProject(project: string | null | undefined): boolean {
  return project === DRILL_PROJECT || project?.startsWith(`${DRILL_PROJECT}-`) === true;
}

/** The same by a container's key, `node/project/service`. */
export function isDrillKey(key: string): boolean {
  return isDrillProject(key.split("/").at(-2));
}
