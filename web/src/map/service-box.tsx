import type { KeyboardEvent } from "react";
import { Link } from "wouter";
import type { Incident } from "../api/shapes.ts";
import { StateSign } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { words } from "../text/map.ts";
import { BOX, type Point } from "./layout/layout.ts";
import { addressOf } from "../containers/address.ts";
import { cutAfter, shortName, type Service } from "./service-graph.ts";

/** As many as a box has room for; the clip holds back what is wider than usual. */
const LETTERS = 18;

interface ServiceBoxProps {
  service: Service;
  at: Point;
  incident: Incident | undefined;
  /** The name of what it suffers with. */
  suffersWith: string | undefined;
  showsNode: boolean;
  isFaded: boolean;
  /** The one box that the tab key comes to. */
  isStop: boolean;
  about: string;
  onEnter: (key: string) => void;
  onLeave: () => void;
  onArrow: (event: KeyboardEvent, key: string) => void;
}

/** One service on the map: its state, its name, and what there is to say about it in three words. */
export function ServiceBox({ service, at, incident, suffersWith, showsNode, isFaded, isStop, about, ...on }: ServiceBoxProps) {
  const { key, verdict } = service;
  const href = incident === undefined ? addressOf(service) : `/incidents/${encodeURIComponent(incident.id)}`;
  const said = noteOf(service, { incident, suffersWith, showsNode });
  const edge =
    incident !== undefined ? "stroke-unwell" : suffersWith !== undefined ? "stroke-broken" : "stroke-line group-hover:stroke-soft";
  return (
    <g transform={`translate(${at.x} ${at.y})`} className={`transition-opacity duration-150 ${isFaded ? "opacity-25" : ""}`}>
      <Link
        href={href}
        data-key={key}
        tabIndex={isStop ? 0 : -1}
        className="group outline-none"
        onMouseEnter={() => on.onEnter(key)}
        onMouseLeave={on.onLeave}
        onFocus={() => on.onEnter(key)}
        onBlur={on.onLeave}
        onKeyDown={(event) => on.onArrow(event, key)}
      >
        {/* In SVG this is its name, and what the pointer is told: more than what is drawn, in one sentence. */}
        <title>{incident === undefined ? about : `${about} ${words.rootAbout(incident.sentence)}`}</title>
        <g aria-hidden="true">
          <rect
            width={BOX.width}
            height={BOX.height}
            rx="8"
            strokeWidth={incident === undefined ? 1 : 2}
            className={`fill-card ${edge} ${verdict === "off" ? "[stroke-dasharray:3_3]" : ""}`}
          />
          <rect
            x="-3"
            y="-3"
            width={BOX.width + 6}
            height={BOX.height + 6}
            rx="11"
            strokeWidth="2"
            className="fill-none stroke-unsure opacity-0 group-focus-visible:opacity-100"
          />
          {/* What stands within takes the room of this one: the sign's own measures are for HTML. */}
          <svg x="10" y="13" width="14" height="14">
            <StateSign state={verdict} />
          </svg>
          <g clipPath="url(#map-box)">
            <text x="32" y={said === null ? 25 : 17} className={`text-[13px] ${verdict === "off" ? "fill-soft" : "fill-ink"} font-medium`}>
              {cutAfter(shortName(service), LETTERS)}
            </text>
            {said === null ? null : (
              <text x="32" y="32" className={`text-[11px] ${said.colour}`}>
                {cutAfter(said.text, LETTERS + 4)}
              </text>
            )}
          </g>
        </g>
      </Link>
    </g>
  );
}

const COLOURS = {
  well: "fill-soft",
  off: "fill-soft",
  down: "fill-unwell",
  "broken-check": "fill-broken",
  unsure: "fill-unsure",
} as const satisfies Record<Service["verdict"], string>;

function noteOf(
  { verdict, role, node }: Service,
  { incident, suffersWith, showsNode }: Pick<ServiceBoxProps, "incident" | "suffersWith" | "showsNode">,
): { text: string; colour: string } | null {
  if (incident !== undefined) return { text: words.root, colour: "fill-unwell font-medium" };
  if (suffersWith !== undefined) return { text: words.suffers(suffersWith), colour: "fill-broken" };
  const parts = [...(verdict === "well" ? [] : [text.states[verdict]]), ...(role === null ? [] : [role]), ...(showsNode ? [node] : [])];
  return parts.length === 0 ? null : { text: parts.join(" · "), colour: COLOURS[verdict] };
}
