import { useSyncExternalStore } from "react";
import { incidentInAddress } from "./incident-address.ts";
import { IncidentStory } from "./incident-story.tsx";

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

function fragment(): string {
  return window.location.hash;
}

/** The story that the address opens: a message can link to it, and Back closes it. Also of one that no list shows. */
export function OpenStory() {
  const openId = incidentInAddress(useSyncExternalStore(subscribe, fragment));
  if (openId === null) return null;
  return <IncidentStory key={openId} id={openId} onClose={() => window.location.hash !== "" && (window.location.hash = "")} />;
}
