import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { text } from "../text/common.ts";
import { words } from "../text/map.ts";
import { neighboursOf, reachedFrom } from "./layout/graph.ts";
import { BOX, type Layout, type Point } from "./layout/layout.ts";
import { wayOf } from "./layout/rows.ts";
import { ServiceBox } from "./service-box.tsx";
import { cutAfter, type Service, type ServiceLink, type Trouble } from "./service-graph.ts";
import { isArrow, stepFrom } from "./steps.ts";

/** Of a group's name, about. */
const LETTER_WIDTH = 7.5;

interface DrawingProps {
  layout: Layout<ServiceLink>;
  services: ReadonlyMap<string, Service>;
  trouble: Trouble;
  zoom: number;
}

/** The map itself. What the pointer or the keyboard is at keeps its colour, with all that it needs and that needs it. */
export function Drawing({ layout, services, trouble, zoom }: DrawingProps) {
  const picture = useRef<SVGSVGElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const [stopKey, setStopKey] = useState<string | null>(null);
  const neighbours = useMemo(() => neighboursOf(layout.links.map(({ link }) => link)), [layout]);
  const near = useMemo(
    () =>
      activeKey === null
        ? null
        : new Set([activeKey, ...reachedFrom(activeKey, neighbours.needs), ...reachedFrom(activeKey, neighbours.neededBy)]),
    [activeKey, neighbours],
  );
  const showsNode = new Set([...services.values()].map(({ node }) => node)).size > 1;
  const stop = layout.boxes.some(({ key }) => key === stopKey) ? stopKey : (layout.boxes[0]?.key ?? null);
  const namesOf = (keys: readonly string[] = []): string => {
    const names = keys.flatMap((key) => services.get(key)?.name ?? []);
    return names.length === 0 ? words.nothing : names.join(", ");
  };
  const enter = (key: string): void => {
    setActiveKey(key);
    setStopKey(key);
  };
  const follow = (event: KeyboardEvent, key: string): void => {
    if (!isArrow(event.key)) return;
    event.preventDefault();
    const next = stepFrom(layout.boxes, neighbours, key, event.key);
    if (next !== null) picture.current?.querySelector<SVGAElement>(`[data-key="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <svg
      ref={picture}
      role="group"
      aria-label={words.drawing}
      width={(layout.width + 8) * zoom}
      height={(layout.height + 8) * zoom}
      viewBox={`-4 -4 ${layout.width + 8} ${layout.height + 8}`}
      className="block select-none"
    >
      <clipPath id="map-box">
        <rect width={BOX.width - 8} height={BOX.height} />
      </clipPath>
      {layout.groups.map(({ name, x, y, width, height }) => (
        <g key={`${name} ${x} ${y}`} transform={`translate(${x} ${y})`}>
          <rect width={width} height={height} rx="12" className="fill-paper stroke-line" />
          <text x="12" y="20" className="fill-soft text-xs font-medium">
            {cutAfter(name, Math.floor((width - 24) / LETTER_WIDTH))}
          </text>
        </g>
      ))}
      {layout.links.map(({ link, points }) => (
        <Line
          key={wayOf(link.from, link.to)}
          points={points}
          isSeen={link.because === "observed"}
          isIll={trouble.links.has(wayOf(link.from, link.to))}
          isFaded={near !== null && !(near.has(link.from) && near.has(link.to))}
          isNear={near !== null}
        />
      ))}
      {layout.boxes.map(({ key, x, y }) => {
        const service = services.get(key);
        if (service === undefined) return null;
        const { name, verdict } = service;
        return (
          <ServiceBox
            key={key}
            service={service}
            at={{ x, y }}
            incident={trouble.roots.get(key)}
            suffersWith={trouble.suffering.get(key)}
            showsNode={showsNode}
            isFaded={near !== null && !near.has(key)}
            isStop={key === stop}
            about={words.boxAbout(name, text.states[verdict], namesOf(neighbours.needs.get(key)), namesOf(neighbours.neededBy.get(key)))}
            onEnter={enter}
            onLeave={() => setActiveKey(null)}
            onArrow={follow}
          />
        );
      })}
    </svg>
  );
}

interface LineProps {
  points: readonly Point[];
  isSeen: boolean;
  isIll: boolean;
  isFaded: boolean;
  isNear: boolean;
}

function Line({ points, isSeen, isIll, isFaded, isNear }: LineProps) {
  const colour = isIll ? "stroke-unwell" : isNear && !isFaded ? "stroke-ink" : "stroke-off";
  return (
    <g className={`fill-none ${colour} transition-opacity duration-150 ${isFaded ? "opacity-15" : isIll || isNear ? "" : "opacity-60"}`}>
      <path d={curveThrough(points)} strokeWidth={isIll ? 2 : 1.4} strokeDasharray={isSeen ? "5 4" : undefined} />
      <path d={headAt(points)} strokeWidth={isIll ? 2 : 1.4} strokeLinejoin="round" strokeLinecap="round" />
    </g>
  );
}

/** It bends between columns and is straight where it passes one. */
function curveThrough(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x} ${y}`;
      const middle = (before.x + x) / 2;
      return index % 2 === 0 ? `L${x} ${y}` : `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
    })
    .join("");
}

function headAt(points: readonly Point[]): string {
  const [end, before] = [points.at(-1), points.at(-2)];
  if (end === undefined || before === undefined) return "";
  const back = before.x < end.x ? -6 : 6;
  return `M${end.x + back} ${end.y - 4}L${end.x} ${end.y}L${end.x + back} ${end.y + 4}`;
}
