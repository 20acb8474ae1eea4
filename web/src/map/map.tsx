import { useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { Link } from "wouter";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import type { Incident } from "../api/shapes.ts";
import { Notice } from "../parts/notice.tsx";
import { PageTitle, Part } from "../parts/part.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/map.ts";
import { Drawing } from "./drawing.tsx";
import { layoutOf } from "./layout/layout.ts";
import { LooseList, NeedsList } from "./service-lists.tsx";
import { troubleIn } from "./service-graph.ts";
import { Viewport } from "./viewport.tsx";

/** Which service needs which, how each is, and where what is broken comes from. */
export default function ServiceMap() {
  const graph = useRead("GET /dependencies");
  return (
    <>
      <PageTitle title={text.pages.map} aside={<Legend />} />
      <Part
        query={graph}
        isEmpty={({ nodes }) => nodes.length === 0}
        empty={<Notice isPart title={words.empty} detail={words.emptyHow} command={words.emptyCommand} />}
      >
        {(data) => <Drawn graph={data} />}
      </Part>
    </>
  );
}

function Drawn({ graph }: { graph: AnswerOf<"GET /dependencies"> }) {
  const incidents = useRead("GET /incidents", { state: "standing" });
  const page = useRef<HTMLDivElement>(null);
  const width = useWidth(page);
  const layout = useMemo(
    () =>
      layoutOf(
        graph.nodes.map(({ key, project }) => ({ key, group: project })),
        graph.links,
        Math.max(width - 24, 320),
      ),
    [graph, width],
  );
  const services = useMemo(() => new Map(graph.nodes.map((node) => [node.key, node])), [graph]);
  const trouble = useMemo(() => troubleIn(graph, incidents.data?.incidents ?? []), [graph, incidents.data]);
  return (
    <div className="grid gap-x-6 gap-y-5 xl:grid-cols-[minmax(0,1fr)_14rem]">
      <div ref={page} className="min-w-0 space-y-3">
        <RootList incidents={[...trouble.roots.values()]} />
        {layout.boxes.length === 0 ? (
          <Notice isPart title={words.noLinks} detail={words.noLinksHow} />
        ) : (
          <>
            <Viewport size={layout} room={width}>
              {(zoom) => (width === 0 ? null : <Drawing layout={layout} services={services} trouble={trouble} zoom={zoom} />)}
            </Viewport>
            <details>
              <summary className="cursor-pointer text-sm text-soft pointer-coarse:py-2.5">{words.asList}</summary>
              <div className="mt-2">
                <NeedsList services={services} links={graph.links} />
              </div>
            </details>
          </>
        )}
      </div>
      <LooseList services={layout.loose.flatMap((key) => services.get(key) ?? [])} />
    </div>
  );
}

/** Where what is broken comes from, in words: the drawing shows it where it is. */
function RootList({ incidents }: { incidents: readonly Incident[] }) {
  if (incidents.length === 0) return null;
  return (
    <div className="rounded-lg border border-line border-l-unwell border-l-4 bg-card px-3 py-2 text-sm">
      <h2 className="text-xs font-medium text-unwell">{words.roots(incidents.length)}</h2>
      <ul>
        {incidents.map(({ id, sentence }) => (
          <li key={id}>
            <Link
              href={`/incidents/${encodeURIComponent(id)}`}
              className="flex items-center wrap-anywhere hover:underline pointer-coarse:min-h-11"
            >
              <bdi>{sentence}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How wide an element is, as it is laid out now; 0 before that. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const measured = element.current;
    if (measured === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(measured.offsetWidth));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function Legend() {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-soft">
      <span>{words.about}</span>
      <LegendLine label={words.declared} colour="stroke-off" />
      <LegendLine label={words.observed} colour="stroke-off" dash="5 4" />
      <LegendLine label={words.chain} colour="stroke-unwell" />
    </div>
  );
}

function LegendLine({ label, colour, dash }: { label: string; colour: string; dash?: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg viewBox="0 0 28 8" aria-hidden="true" className={`h-2 w-7 shrink-0 fill-none ${colour}`}>
        <path d="M0 4H26" strokeWidth="1.5" strokeDasharray={dash} />
        <path d="M21 1l5 3-5 3" strokeWidth="1.5" />
      </svg>
      {label}
    </span>
  );
}
