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
  well: "before:bg-well",
  "broken-check": "before:bg-broken",
  degraded: "before:bg-broken",
  down: "before:bg-unwell",
  unwell: "before:bg-unwell",
  unsure: "before:bg-unsure",
  unknown: "before:bg-unsure",
  off: "before:bg-off",
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
            className={`relative min-w-0 overflow-hidden rounded-xl border border-line bg-card py-[1.2vh] pr-[1vw] pl-[calc(1vw+0.9rem)] before:absolute before:inset-y-0 before:left-0 before:w-[clamp(0.4rem,0.6vw,0.8rem)] ${EDGES[tile.state]}`}
          >
            <p className="flex items-center gap-[0.4em] [&>svg]:size-[0.8em] text-[clamp(1.1rem,1.9vw,2.25rem)] leading-tight font-semibold">
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
      <span className="sr-only">
        <StateWord state={state} />,{" "}
      </span>
      {cpu === null && memory === null ? <span className="text-unsure">{words.notMeasured}</span> : words.load(cpu, memory)}
    </>
  );
}

function ProjectWords({ tile: { counts } }: { tile: ProjectTile }) {
  return counts.map(([verdict, count]) => words.counts[verdict](count)).join(", ");
}
