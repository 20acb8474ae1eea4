import { EngineFailure } from "./failures.ts";

/** Docker 20.10. */
const OLDEST_MINOR = 41;
/** The newest that Hydra was written against; an engine that speaks a later one speaks this too. */
const NEWEST_MINOR = 51;

/**
 * The version to speak: the engine's newest as far as Hydra knows it.
 * @param spoken what the engine says, undefined when it may not be asked
 * @throws EngineFailure when the engine is too old
 */
export function chooseApiVersion(where: string, spoken: string | undefined): string {
  if (spoken === undefined) return `1.${OLDEST_MINOR}`;
  const match = /^(\d+)\.(\d+)$/.exec(spoken.trim());
  if (match === null)
    throw new EngineFailure(`${where} does not answer like a Docker engine (API version "${spoken.slice(0, 20)}").`, null);
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major === 1 && minor < OLDEST_MINOR)
    throw new EngineFailure(
      `${where} speaks Docker API ${spoken}; Hydra needs 1.${OLDEST_MINOR} or later: update Docker there to 20.10 or later.`,
      null,
    );
  return `1.${major > 1 ? NEWEST_MINOR : Math.min(minor, NEWEST_MINOR)}`;
}
