import { useEffect, useRef } from "react";
import { Link, Redirect, useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/mind.ts";
import { Capabilities } from "./capabilities/capabilities.tsx";
import { Entry } from "./knowledge/entry.tsx";
import { Knowledge } from "./knowledge/knowledge.tsx";
import { Optimization } from "./optimization/optimization.tsx";
import { Preferences } from "./preferences/preferences.tsx";
import { Routing } from "./routing/routing.tsx";

const PARTS = {
  routing: Routing,
  preferences: Preferences,
  knowledge: Knowledge,
  capabilities: Capabilities,
  optimization: Optimization,
} as const;
type PartName = keyof typeof PARTS;

function isPart(name: string): name is PartName {
  return Object.hasOwn(PARTS, name);
}

/** How Hydra chooses, what it learned, what it knows, what it cannot do yet, and what would serve the machines better. */
export default function Mind() {
  const { part = "routing", id } = useParams();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the tabs go beyond the edge: the one that is open has to be in sight.
    const open = tabs.current?.querySelector<HTMLElement>(`a[href$="/${CSS.escape(part)}"]`);
    if (open != null) tabs.current?.scrollTo({ left: open.offsetLeft - 80 });
  }, [part]);
  if (!isPart(part)) return <Redirect to="/mind" replace />;
  const Body = PARTS[part];
  return (
    <>
      <PageTitle title={text.pages.mind} />
      <nav
        ref={tabs}
        aria-label={words.parts}
        className="relative -mx-4 mb-5 flex overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
      >
        {Object.entries(words.part).map(([name, title]) => (
          <Link
            key={name}
            href={`/mind/${name}`}
            aria-current={name === part ? "page" : undefined}
            className="-mb-px flex items-center border-b-2 border-transparent px-3 py-1.5 text-sm whitespace-nowrap text-soft hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11"
          >
            {title}
          </Link>
        ))}
      </nav>
      {part === "knowledge" && id !== undefined ? <Entry key={id} id={id} /> : <Body />}
    </>
  );
}
