import type { ReactNode } from "react";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { Part } from "../parts/part.tsx";
import { lasting, moment } from "../parts/units.ts";
import { words } from "../text/proof.ts";
import { sharesOf, standingOf, totalsOf } from "./measure.ts";

type IncidentFigures = AnswerOf<"GET /incidents/figures">;
type NotificationFigures = AnswerOf<"GET /notifications/figures">;

const WEEKS = 8;
const WEEK_MS = 7 * 86_400_000;
/** What Hydra promises of itself. */
const FALSE_PER_WEEK = 1;

const text = words.figures;

/** How often Hydra spoke, was wrong, and needed a person, against what it promises. */
export function Figures() {
  const incidents = useRead("GET /incidents/figures", { weeks: WEEKS });
  const notifications = useRead("GET /notifications/figures");
  return (
    <div className="space-y-6">
      <Part query={notifications}>
        {(told) => (
          <>
            <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
              <Promised
                name={text.notifications}
                value={told.perDay}
                most={told.targetPerDay}
                aside={told.perDay === null ? text.notYet : since(told)}
              />
              {incidents.data === undefined ? null : (
                <IncidentPromises figures={incidents.data} told={told} readAt={incidents.dataUpdatedAt} />
              )}
            </div>
            <DayBars days={told.days} since={told.measuredSince} />
          </>
        )}
      </Part>
      <Part title={text.perWeek} query={incidents} empty={text.none} isEmpty={({ weeks }) => weeks.every(({ opened }) => opened === 0)}>
        {({ weeks }) => <WeekTable weeks={weeks.filter(({ from, opened }) => opened > 0 || isOfHydra(from, notifications.data))} />}
      </Part>
    </div>
  );
}

/** Before Hydra counted there is nothing to be told, not even nothing. */
function isOfHydra(from: string, told: NotificationFigures | undefined): boolean {
  return told?.measuredSince != null && Date.parse(from) + WEEK_MS > Date.parse(told.measuredSince);
}

function since({ measuredSince }: NotificationFigures): string {
  return measuredSince === null ? text.notMeasured : text.since(moment(measuredSince));
}

interface IncidentPromisesProps {
  figures: IncidentFigures;
  told: NotificationFigures;
  /** When the figures were read, epoch ms. */
  readAt: number;
}

function IncidentPromises({ figures, told, readAt }: IncidentPromisesProps) {
  const measured = told.measuredSince === null ? null : (readAt - Date.parse(told.measuredSince)) / WEEK_MS;
  const { falsePerWeek, byPersonPerWeek, healedAlone } = totalsOf(figures.weeks, measured);
  return (
    <>
      <Promised name={text.falseFindings} value={falsePerWeek} most={FALSE_PER_WEEK} aside={text.weeks(WEEKS)} />
      <Promised name={text.interventions} value={byPersonPerWeek} most={null} aside={text.weeks(WEEKS)} />
      <Figure name={text.healed} aside={`${text.open}: ${figures.open}`}>
        {healedAlone === null ? <span className="text-base text-unsure">{text.notMeasured}</span> : `${Math.round(healedAlone * 100)} %`}
      </Figure>
    </>
  );
}

const COLOURS = { met: "text-well", unmet: "text-unwell", unknown: "text-unsure" } as const;

/** A figure with what was promised. Not measured is neither met nor missed. */
function Promised({ name, value, most, aside }: { name: string; value: number | null; most: number | null; aside: string }) {
  const standing = standingOf(value, most);
  return (
    <Figure name={name} aside={aside}>
      {value === null ? <span className="text-base text-unsure">{text.notMeasured}</span> : value}
      {most === null ? null : (
        <span className={`block text-xs font-normal ${COLOURS[standing]}`}>
          {text.target(most)}
          {standing === "unknown" ? "" : `: ${text[standing]}`}
        </span>
      )}
    </Figure>
  );
}

function Figure({ name, aside, children }: { name: string; aside: string; children: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-card p-3">
      <p className="text-xs text-soft">{name}</p>
      <p className="mt-1 text-2xl leading-7 font-semibold tabular-nums">{children}</p>
      <p className="mt-1 text-xs text-soft">{aside}</p>
    </div>
  );
}

const BAR = 10;

/** @param day `2026-11-23`, here */
function isMeasured(day: string, measuredSince: string | null): boolean {
  if (measuredSince === null) return false;
  const nextDay = new Date(`${day}T00:00:00`);
  nextDay.setDate(nextDay.getDate() + 1);
  return nextDay.getTime() > Date.parse(measuredSince);
}

/** A day on which nothing was counted is no day without notifications. */
function DayBars({ days, since: measuredSince }: { days: NotificationFigures["days"]; since: string | null }) {
  const oldestFirst = days.toReversed().map((each) => ({ ...each, isMeasured: isMeasured(each.day, measuredSince) }));
  const shares = sharesOf(oldestFirst.map(({ notifications }) => notifications));
  if (oldestFirst.length === 0) return null;
  return (
    <figure className="mt-3 rounded-lg border border-line bg-card p-3">
      <figcaption className="mb-2 text-xs text-soft">{text.days(days.length)}</figcaption>
      <svg
        className="h-12 w-full"
        viewBox={`0 0 ${oldestFirst.length * BAR} 40`}
        preserveAspectRatio="none"
        role="img"
        aria-label={oldestFirst
          .map(({ day, notifications, isMeasured: is }) => (is ? text.byDay(day, notifications) : text.dayNotMeasured(day)))
          .join(", ")}
      >
        {oldestFirst.map(({ day, notifications, isMeasured: is }, index) =>
          is ? (
            <rect
              key={day}
              className={notifications === 0 ? "fill-line" : notifications > 1 ? "fill-broken" : "fill-soft"}
              x={index * BAR + 1}
              width={BAR - 2}
              y={38 - (shares[index] ?? 0) * 36}
              height={2 + (shares[index] ?? 0) * 36}
            >
              <title>{text.byDay(day, notifications)}</title>
            </rect>
          ) : (
            <path key={day} className="stroke-off" strokeDasharray="1 2" strokeWidth="1" d={`M${index * BAR + 1} 39h${BAR - 2}`}>
              <title>{text.dayNotMeasured(day)}</title>
            </path>
          ),
        )}
      </svg>
      <p aria-hidden="true" className="mt-1 flex justify-between text-xs text-soft tabular-nums">
        <span>{oldestFirst[0]?.day}</span>
        <span>{oldestFirst.at(-1)?.day}</span>
      </p>
    </figure>
  );
}

function WeekTable({ weeks }: { weeks: IncidentFigures["weeks"] }) {
  const { columns } = text;
  const span = (ms: number | null): ReactNode => (ms === null ? <span className="text-unsure">{text.notMeasured}</span> : lasting(ms));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <div className="overflow-x-auto rounded-lg border border-line bg-card" tabIndex={0}>
      <table className="w-full text-left text-sm tabular-nums">
        <thead className="text-xs text-soft">
          <tr>
            {Object.entries(columns).map(([key, name]) => (
              <th key={key} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {weeks.map(({ from, opened, false: wrong, healedBy, medianDetectedMs, medianToWellMs }) => (
            <tr key={from}>
              <th scope="row" className="px-3 py-1.5 font-normal whitespace-nowrap">
                {new Date(from).toLocaleDateString(undefined, { dateStyle: "medium" })}
              </th>
              <td className="px-3 py-1.5">{opened}</td>
              <td className="px-3 py-1.5">{wrong}</td>
              <td className="px-3 py-1.5">{healedBy.hydra}</td>
              <td className="px-3 py-1.5">{healedBy.docker}</td>
              <td className="px-3 py-1.5">{healedBy.itself}</td>
              <td className="px-3 py-1.5">{healedBy.person}</td>
              <td className="px-3 py-1.5 whitespace-nowrap">{span(medianDetectedMs)}</td>
              <td className="px-3 py-1.5 whitespace-nowrap">{span(medianToWellMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
