import { useState } from "react";
import type { Container, Monitor, Ruling } from "./api.ts";
import { HeartbeatStrip } from "./heartbeat-strip.tsx";
import { useNow } from "./live.ts";
import { StateMark } from "./state-mark.tsx";
import { text } from "./text.ts";
import { age, clockTime } from "./units.ts";

interface ContainerListProps {
  containers: readonly Container[];
  rulings: readonly Ruling[];
  monitors: readonly Monitor[];
}

function byProject(containers: readonly Container[]): [string, Container[]][] {
  const groups = Map.groupBy(containers, ({ project }) => project ?? "");
  return [...groups].toSorted(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : a.localeCompare(b)));
}

export function ContainerList({ containers, rulings, monitors }: ContainerListProps) {
  const [wanted, setWanted] = useState("");
  const shown = containers.filter(({ name, image }) => `${name} ${image}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  const rulingOf = new Map(rulings.map((ruling) => [ruling.id, ruling]));
  const monitorOf = new Map(monitors.map((monitor) => [`${monitor.node}/${monitor.container}`, monitor]));
  if (containers.length === 0) {
    return (
      <div className="rounded-xl border border-line bg-card p-6">
        <p className="font-medium">{text.noContainers}</p>
        <p className="mt-1 text-sm text-soft">{text.noContainersWhy}</p>
      </div>
    );
  }
  return (
    <>
      <input
        type="search"
        value={wanted}
        onChange={(change) => setWanted(change.target.value)}
        placeholder={text.search}
        aria-label={text.search}
        className="mb-4 w-full max-w-sm rounded-lg border border-line bg-card px-3 py-2 placeholder:text-soft"
      />
      {shown.length === 0 ? <p className="text-soft">{text.nothingFound}</p> : null}
      <div className="space-y-5">
        {byProject(shown).map(([project, members]) => (
          <section key={project}>
            <h3 className="mb-1.5 text-sm font-semibold text-soft">{project === "" ? text.withoutProject : project}</h3>
            <ul className="divide-y divide-line rounded-xl border border-line bg-card">
              {members.map((container) => (
                <ContainerRow
                  key={container.id}
                  container={container}
                  ruling={rulingOf.get(container.id)}
                  monitor={monitorOf.get(`${container.node}/${container.name}`)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

function ContainerRow({ container, ruling, monitor }: { container: Container; ruling: Ruling | undefined; monitor: Monitor | undefined }) {
  const { name, image, node, verdict, lostSince } = container;
  const now = useNow();
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 md:grid-cols-[minmax(10rem,18rem)_1fr_8rem_8rem]">
      <div className="min-w-0">
        <p className="truncate font-medium" title={name}>
          {name}
          {container.protected ? <span className="ml-2 text-xs font-normal text-soft">{text.protectedMark}</span> : null}
        </p>
        <p className="truncate text-xs text-soft" title={`${image} · ${node}`}>
          {image} · {node}
        </p>
      </div>
      <p className="order-last col-span-2 text-sm text-soft md:order-none md:col-span-1">
        {lostSince == null ? (ruling?.sentence ?? text.loading) : text.engineLost(clockTime(new Date(lostSince)))}
        {ruling === undefined ? null : <span className="ml-2 whitespace-nowrap text-xs">{age(ruling.since, now)}</span>}
      </p>
      <div className="hidden md:block">
        <HeartbeatStrip monitor={monitor} />
      </div>
      <div className="text-right text-sm">
        <StateMark verdict={verdict} />
      </div>
    </li>
  );
}
