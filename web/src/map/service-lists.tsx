import { Fragment } from "react";
import { Link } from "wouter";
import { Said } from "../parts/said.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/map.ts";
import { addressOf } from "../containers/address.ts";
import { shortName, type Service, type ServiceLink } from "./service-graph.ts";

/** What the drawing shows, in words. */
export function NeedsList({ services, links }: { services: ReadonlyMap<string, Service>; links: readonly ServiceLink[] }) {
  const needs = Map.groupBy(links, ({ from }) => from);
  const neededBy = Map.groupBy(links, ({ to }) => to);
  const linked = [...services.values()].filter(({ key }) => needs.has(key) || neededBy.has(key));
  const others = (some: readonly ServiceLink[] | undefined, end: "from" | "to") =>
    (some ?? []).flatMap((link) => {
      const service = services.get(link[end]);
      return service === undefined ? [] : [{ service, because: link.because }];
    });
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-card text-sm">
      {linked.map((service) => (
        <li key={service.key} className="grid gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[14rem_1fr_1fr]">
          <Link href={addressOf(service)} className="flex min-w-0 items-center gap-2 self-start hover:underline pointer-coarse:min-h-11">
            <StateSign state={service.verdict} />
            <Said className="min-w-0 truncate font-medium">{service.name}</Said>
            <span className="text-xs">
              <StateWord state={service.verdict} />
            </span>
          </Link>
          <Others label={words.needs} others={others(needs.get(service.key), "to")} />
          <Others label={words.neededBy} others={others(neededBy.get(service.key), "from")} />
        </li>
      ))}
    </ul>
  );
}

function Others({ label, others }: { label: string; others: readonly { service: Service; because: ServiceLink["because"] }[] }) {
  return (
    <p className="min-w-0 wrap-anywhere">
      <span className="text-soft">{label} </span>
      {others.length === 0 ? <span className="text-soft">{words.nothing}</span> : null}
      {others.map(({ service, because }, index) => (
        <Fragment key={service.key}>
          {index === 0 ? "" : ", "}
          <bdi>{service.name}</bdi>
          <span className="text-xs text-soft"> ({words.because[because]})</span>
        </Fragment>
      ))}
    </p>
  );
}

/** Those that nothing is linked to: by project, beside the map. */
export function LooseList({ services }: { services: readonly Service[] }) {
  if (services.length === 0) return null;
  const groups = [...Map.groupBy(services, ({ project }) => project)].toSorted(([a], [b]) =>
    a === null ? 1 : b === null ? -1 : a.localeCompare(b),
  );
  return (
    <section aria-labelledby="map-loose" className="min-w-0">
      <h2 id="map-loose" className="text-sm font-semibold">
        {words.loose(services.length)}
      </h2>
      <p className="mt-0.5 mb-2 text-xs text-soft">{words.looseAbout}</p>
      <div className="columns-2 gap-x-5 sm:columns-3 xl:columns-1">
        {groups.map(([project, members]) => (
          <div key={project} className="mb-3 min-w-0 break-inside-avoid">
            <h3 className="truncate text-xs text-soft">
              <bdi>{project ?? words.withoutProject}</bdi>
            </h3>
            <ul className="mt-0.5">
              {members.map((service) => (
                <li key={service.key}>
                  <Link
                    href={addressOf(service)}
                    title={service.name}
                    className="-mx-1.5 flex items-center gap-2 rounded px-1.5 py-0.5 text-sm hover:bg-card pointer-coarse:min-h-11"
                  >
                    <StateSign state={service.verdict} />
                    <bdi className="min-w-0 truncate">{shortName(service)}</bdi>
                    {service.verdict === "well" ? null : <span className="sr-only">{text.states[service.verdict]}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
