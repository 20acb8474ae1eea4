import { useEffect, useRef, useState } from "react";
import { isOutdated } from "../parts/fetched.ts";

/** Did Hydra come back with another build of this page? Asked each time the line to it stands again. */
export function useNewerBuild(brokenSince: Date | null): boolean {
  const [isNewer, setNewer] = useState(false);
  const wasBroken = useRef(false);
  useEffect(() => {
    if (brokenSince === null && wasBroken.current) void isOutdated().then(setNewer);
    wasBroken.current = brokenSince !== null;
  }, [brokenSince]);
  return isNewer;
}
