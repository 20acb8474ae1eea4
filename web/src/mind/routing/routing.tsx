import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { InteractionList } from "./interaction-list.tsx";
import { Playground } from "./playground.tsx";
import { ModelServers } from "./model-servers.tsx";

/** Which model a prompt would go to and why, which there are, and what was asked of them. */
export function Routing() {
  const interactions = useRead("GET /gateway/interactions", { limit: 20 });
  return (
    <div className="space-y-8">
      <div className="grid gap-x-8 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Playground />
        <ModelServers />
      </div>
      <Part
        title={words.routing.interactions}
        query={interactions}
        empty={words.routing.noInteractions}
        isEmpty={({ interactions: all }) => all.length === 0}
      >
        {(data) => <InteractionList interactions={data.interactions} />}
      </Part>
    </div>
  );
}
