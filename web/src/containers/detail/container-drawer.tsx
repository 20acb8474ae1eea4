import { useId, type KeyboardEvent, type ReactNode } from "react";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { fetched } from "../../parts/fetched.ts";
import { Notice } from "../../parts/notice.tsx";
import { Part } from "../../parts/part.tsx";
import { Said } from "../../parts/said.tsx";
import { StandsAlone } from "../../parts/stands-alone.tsx";
import { StateSign, StateWord } from "../../parts/state-mark.tsx";
import { moment } from "../../parts/units.ts";
import { text } from "../../text/common.ts";
import { words } from "../../text/containers.ts";
import { SECTIONS, type Opened, type Section } from "../address.ts";
import { Acts } from "./acts.tsx";
import { ComposePart } from "./compose-part.tsx";
import { Overview } from "./overview.tsx";
import { Resources } from "./resources.tsx";
import { ServiceOverview } from "./service-overview.tsx";
import { SideSheet } from "./side-sheet.tsx";

const LogView = fetched(() => import("../log/log-view.tsx"));

interface ContainerDrawerProps {
  opened: Opened;
  /** When its log is wanted to be looked at; null: as it is written now. */
  at: string | null;
  onSection: (section: Section) => void;
  onOther: (node: string, name: string) => void;
  onClose: () => void;
}

/** Everything about one container, over the table. */
export function ContainerDrawer({ opened, at, onSection, onOther, onClose }: ContainerDrawerProps) {
  const { node, name, section } = opened;
  const headingId = useId();
  const panelId = useId();
  const list = useRead("GET /containers/list");
  const services = useRead("GET /services/status");
  const container = list.data?.containers.find((each) => each.node === node && each.name === name);
  const service = services.data?.services.find((each) => each.node === node && each.name === name);
  const isKnown = list.data !== undefined && services.data !== undefined;
  const heading = (
    <h2 id={headingId} className="text-lg leading-6 font-semibold wrap-anywhere">
      <bdi>{name}</bdi>
    </h2>
  );
  if (container === undefined) {
    return (
      <SideSheet labelledBy={headingId} onClose={onClose} head={heading}>
        <div className="p-4 sm:px-6">
          {service !== undefined ? (
            <ServiceOverview service={service} />
          ) : isKnown ? (
            <Notice isPart title={words.gone} detail={words.goneHow} />
          ) : (
            <Part query={list}>{() => null}</Part>
          )}
        </div>
      </SideSheet>
    );
  }
  return (
    <SideSheet
      labelledBy={headingId}
      onClose={onClose}
      head={
        <>
          {heading}
          <Standing container={container} />
          <Acts container={container} />
        </>
      }
    >
      <Tabs name={name} section={section} panelId={panelId} onSection={onSection} />
      <div
        id={panelId}
        role="tabpanel"
        aria-label={words.sections[section]}
        // What scrolls has to be reached by the keyboard; in the log it is the log that does.
        tabIndex={section === "logs" ? -1 : 0}
        className={`min-h-0 flex-1 ${section === "logs" ? "flex flex-col" : "overflow-y-auto overscroll-contain p-4 focus-visible:-outline-offset-2 sm:px-6"}`}
      >
        {section === "overview" ? <Overview container={container} onOther={onOther} /> : null}
        {section === "resources" ? <Resources container={container} /> : null}
        {section === "compose" ? <ComposePart container={container} /> : null}
        {section === "logs" ? (
          <StandsAlone fallback={<p className="p-4 text-sm text-soft">{text.loading}</p>}>
            <LogView key={at} container={container} at={at} />
          </StandsAlone>
        ) : null}
      </div>
    </SideSheet>
  );
}

function Standing({ container: { id, node, project, verdict, lostSince } }: { container: Container }) {
  const { data } = useRead("GET /verdicts");
  const since = data?.verdicts.find((ruling) => ruling.id === id)?.since;
  const place = [project, node].filter((each) => each !== null).join(" · ");
  return (
    <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-sm">
      <StateSign state={lostSince == null ? verdict : "unsure"} />
      <StateWord state={verdict} />
      {since === undefined ? null : <span className="text-soft">{words.since(moment(since))}</span>}
      <Said className="min-w-0 truncate text-soft">{place}</Said>
      {lostSince == null ? null : <span className="w-full text-unsure">{words.old(moment(lostSince))}</span>}
    </p>
  );
}

interface TabsProps {
  name: string;
  section: Section;
  panelId: string;
  onSection: (section: Section) => void;
}

function Tabs({ name, section, panelId, onSection }: TabsProps): ReactNode {
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = SECTIONS[(SECTIONS.indexOf(section) + step + SECTIONS.length) % SECTIONS.length] ?? "overview";
    event.currentTarget.querySelector<HTMLElement>(`[data-section="${to}"]`)?.focus();
    onSection(to);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its tabs have the focus
    <div
      role="tablist"
      aria-label={words.sectionsOf(name)}
      onKeyDown={press}
      className="mt-3 flex gap-5 overflow-x-auto border-b border-line px-4 sm:px-6"
    >
      {SECTIONS.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          data-section={each}
          aria-selected={each === section}
          aria-controls={panelId}
          tabIndex={each === section ? 0 : -1}
          onClick={() => onSection(each)}
          className="-mb-px shrink-0 cursor-pointer border-b-2 border-transparent pb-2 text-sm text-soft hover:text-ink focus-visible:-outline-offset-2 aria-selected:border-ink aria-selected:font-medium aria-selected:text-ink pointer-coarse:min-h-11"
        >
          {words.sections[each]}
        </button>
      ))}
    </div>
  );
}
