import { Redirect, useParams } from "wouter";
import { PageTitle } from "../parts/part.tsx";
import { Tabs } from "../parts/tabs.tsx";
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
  if (!isPart(part)) return <Redirect to="/mind" replace />;
  const Body = PARTS[part];
  return (
    <>
      <PageTitle title={text.pages.mind} />
      <Tabs
        label={words.parts}
        tabs={Object.entries(words.part).map(([name, title]) => ({ to: `/mind/${name}`, title, isOpen: name === part }))}
      />
      {part === "knowledge" && id !== undefined ? <Entry key={id} id={id} /> : <Body />}
    </>
  );
}
