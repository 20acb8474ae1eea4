import { useMemo } from "react";
import { useRead } from "../api/reads.ts";
import { Said } from "../parts/said.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { words } from "../text/display.ts";
import { isIll, tilesOf, type NodeTile, type ProjectTile, type Tile } from "./tiles.ts";

/** As many as are readable at once, alone and below incidents. */
const MOST_TILES = 16;
const MOST_BELOW_INCIDENTS = 8;

const EDGES: Readonly<Record<Tile["state"], string>> = {
  well: "border-well",
  "broken-check": "border-broken",
  degraded: "border-broken",
  down: "border-unwell",
  unwell: "border-unwell",
  unsure: "border-unsure",
  unknown: "border-unsure",
  off: "border-off",
};

/** Machines and projects, whatever is ill first; what has no room is counted. */
export function TileGrid({ isShort }: { isShort: boolean }) {
  const cluster = useRead("GET /cluster/status");
  const containers = useRead("GET /containers/list");
  const tiles = useMemo(() => tilesOf(cluster.data?.nodes ?? [], containers.data?.containers ?? []), [cluster.data, containers.data]);
  const most = isShort ? MOST_BELOW_INCIDENTS : MOST_TILES;
  const rest = tiles.slice(most);
  return (
    <section aria-label={words.tiles} className="mt-auto">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,max(13rem,21vw)),1fr))] gap-[1.2vw]">
        {tiles.slice(0, most).map((tile) => (
          <li
            key={`${tile.kind} ${tile.name}`}
            className={`min-w-0 rounded-xl border-l-8 bg-card px-[1.2vw] py-[1vh] ${EDGES[tile.state]}`}
          >
            <p className="flex items-center gap-2 text-[clamp(1.1rem,1.9vw,2.25rem)] leading-tight font-semibold">
              <StateSign state={tile.state} />
              <Said className="truncate">{tile.name ?? words.withoutProject}</Said>
            </p>
            <p className="truncate text-[clamp(0.95rem,1.5vw,1.75rem)] text-soft">
              {tile.kind === "node" ? <NodeWords tile={tile} /> : <ProjectWords tile={tile} />}
            </p>
          </li>
        ))}
      </ul>
      {rest.length === 0 ? null : (
        <p className="mt-[1vh] text-[clamp(1rem,1.8vw,1.75rem)] text-soft">{words.moreTiles(rest.length, rest.filter(isIll).length)}</p>
      )}
    </section>
  );
}

function NodeWords({ tile: { state, cpu, memory } }: { tile: NodeTile }) {
  return (
    <>
      {state === "well" ? null : (
        <>
          <StateWord state={state} />,{" "}
        </>
      )}
      {cpu === null && memory === null ? <span className="text-unsure">{words.notMeasured}</span> : words.load(cpu, memory)}
    </>
  );
}

function ProjectWords({ tile: { counts } }: { tile: ProjectTile }) {
  return counts.map(([verdict, count]) => words.counts[verdict](count)).join(", ");
}
