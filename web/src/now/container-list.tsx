import { memo, useMemo } from "react";
import { Link } from "wouter";
import type { Container, Monitor } from "../api/shapes.ts";
import { NO_FILTERS, writeAddress } from "../containers/address.ts";
import { HeartbeatStrip } from "../parts/heartbeat-strip.tsx";
import { Said } from "../parts/said.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { words } from "../text/now.ts";

interface ContainerListProps {
  containers: readonly Container[];
  monitors: readonly Monitor[];
  /** Only those with these small letters in their name or image. */
  sought: string;
}

/** A group up to this long stays in one column; a longer one may go on in the next. */
const WHOLE_GROUP = 16;

const NO_BEATS: Monitor["beats"] = [];

function byProject(containers: readonly Container[]): [string | null, Container[]][] {
  const groups = Map.groupBy(containers, ({ project }) => project);
  return [...groups].toSorted(([a], [b]) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b)));
}

export function ContainerList({ containers, monitors, sought }: ContainerListProps) {
  const hasTwoNodes = new Set(containers.map(({ node }) => node)).size > 1;
  const groups = useMemo(
    () => byProject(containers.filter(({ name, image }) => `${name} ${image}`.toLowerCase().includes(sought))),
    [containers, sought],
  );
  const monitorOf = useMemo(() => new Map(monitors.map((monitor) => [`${monitor.node}/${monitor.container}`, monitor])), [monitors]);
  return (
    <>
      {groups.length === 0 ? <p className="text-sm text-soft">{words.nothingFound}</p> : null}
      <div className="columns-[19rem] gap-x-4">
        {groups.map(([project, members]) => (
          <section key={project} className={`mb-3 ${members.length > WHOLE_GROUP ? "" : "break-inside-avoid"}`}>
            <h3 className="mb-1 flex gap-2 px-2 text-sm break-after-avoid">
              <Said className="truncate font-medium">{project ?? words.withoutProject}</Said>
              <span className="text-soft tabular-nums">{members.length}</span>
            </h3>
            <ul className="rounded-lg border border-line bg-card box-decoration-clone py-0.5">
              {members.map((container) => (
                <ContainerRow
                  key={container.id}
                  container={container}
                  beats={monitorOf.get(`${container.node}/${container.name}`)?.beats ?? NO_BEATS}
                  showsNode={hasTwoNodes}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

interface ContainerRowProps {
  container: Container;
  beats: Monitor["beats"];
  showsNode: boolean;
}

const ContainerRow = memo(function ContainerRow({ container, beats, showsNode }: ContainerRowProps) {
  const { name, node, verdict } = container;
  const isLost = container.lostSince != null;
  return (
    <li className="break-inside-avoid">
      <Link
        href={writeAddress({ opened: { node, name, section: "overview" }, filters: NO_FILTERS })}
        className="flex items-center gap-2 px-2 py-1 text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3"
      >
        <StateSign state={isLost ? "unsure" : verdict} />
        <span className="min-w-0 flex-1 truncate">
          <Said>{name}</Said>
          {showsNode ? <span className="ml-1.5 text-xs text-soft">{node}</span> : null}
          {container.protected ? <span className="ml-1.5 text-xs text-soft">{words.protectedMark}</span> : null}
        </span>
        <span className="text-xs">{isLost ? <span className="text-unsure">{words.outOfSight}</span> : <StateWord state={verdict} />}</span>
        <HeartbeatStrip beats={beats} />
      </Link>
    </li>
  );
});
