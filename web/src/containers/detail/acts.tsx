import { useIsMutating } from "@tanstack/react-query";
import { useState } from "react";
import { act } from "../../api/acts.ts";
import type { Container } from "../../api/shapes.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { words } from "../../text/containers.ts";

/** What a person can do to it. Only what the server's policy wants to hear twice is asked twice. */
export function Acts({ container: { name, node, state } }: { container: Container }) {
  const [said, setSaid] = useState<string | null>(null);
  const isUpNow = state === "running" || state === "restarting" || state === "paused";
  const [isUp, setUp] = useState(isUpNow);
  // In the middle of a restart it is down for a moment: the button that does it has to stay to tell how it ended.
  const isDoing = useIsMutating() > 0;
  if (!isDoing && isUp !== isUpNow) setUp(isUpNow);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      {isUp ? (
        <>
          <ActButton
            act={act("POST /containers/restart", { name, node })}
            label={words.restart}
            about={name}
            onDone={({ verified }) => setSaid(restartSaid(verified.healthy))}
          />
          <ActButton
            act={act("POST /containers/stop", { name, node })}
            label={words.stop}
            about={name}
            onDone={() => setSaid(words.stopped)}
          />
        </>
      ) : (
        <ActButton
          act={act("POST /containers/start", { name, node })}
          label={words.start}
          about={name}
          onDone={({ verified }) => setSaid(verified.healthy === false ? words.restartedIll : words.started)}
        />
      )}
      <span role="status" className="text-sm text-soft">
        {said}
      </span>
    </div>
  );
}

function restartSaid(isHealthy: boolean | null): string {
  if (isHealthy === null) return words.restartedUnsure;
  return isHealthy ? words.restarted : words.restartedIll;
}
