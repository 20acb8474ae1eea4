import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Story } from "../api/shapes.ts";
import { Quiet, Trouble } from "../parts/part.tsx";
import { Said } from "../parts/said.tsx";
import { lasting, moment } from "../parts/units.ts";
import { words } from "../text/incidents.ts";
import { Clues, EvidenceLog } from "./evidence-log.tsx";
import { NeedsLine } from "./needs-line.tsx";
import { knownOnlySince } from "./known-since.ts";
import { Station, type Tone } from "./station.tsx";
import { isStanding } from "./standing.ts";

interface OfStory {
  story: Story;
}

const MOST_SIGNALS = 4;

/** What was seen first, and by whom. */
export function SignalStation({ story: { signals, signalCount, happenedAt, detectedMs, wasIllAtFirstSight } }: OfStory) {
  const [first, rest] = [signals.slice(0, MOST_SIGNALS), signals.slice(MOST_SIGNALS)];
  const untold = signalCount - signals.length;
  return (
    <Station title={words.signals} at={happenedAt} tone="unwell">
      <SignalRows signals={first} />
      {rest.length === 0 && untold <= 0 ? null : (
        <details>
          <summary className="cursor-pointer text-soft pointer-coarse:py-2">{words.moreSignals(rest.length + Math.max(0, untold))}</summary>
          <div className="mt-1">
            <SignalRows signals={rest} />
          </div>
        </details>
      )}
      <Quiet>{wasIllAtFirstSight ? words.sawBefore : words.noticed(lasting(detectedMs))}</Quiet>
    </Station>
  );
}

function SignalRows({ signals }: { signals: Story["signals"] }) {
  return (
    <ul className="space-y-0.5">
      {signals.map(({ at, kind, key, detail }) => (
        <li key={`${at} ${kind} ${key} ${detail}`} className="flex gap-3">
          <span className="shrink-0 text-soft tabular-nums">{moment(at)}</span>
          <bdi className="min-w-0 wrap-anywhere">{detail}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** The cause as far as it is known, with the lines that say so. */
export function WhyStation({ story }: OfStory) {
  const { category, confidence, evidence } = story.diagnosis;
  const isKnown = category !== "unknown";
  const hasLog = story.subject.kind === "container";
  const ofLog = hasLog ? evidence.filter(({ source }) => source === "log") : [];
  const others = evidence.filter((each) => !ofLog.includes(each));
  return (
    <Station
      title={isKnown ? `${words.why}: ${words.cause(category)}` : words.why}
      tone={isKnown ? "unwell" : "unsure"}
      aside={isKnown ? words.sure(Math.round(confidence * 100)) : undefined}
    >
      {isKnown ? null : <p className="text-unsure">{words.notKnown}</p>}
      {hasLog ? <EvidenceLog story={story} evidence={ofLog} /> : null}
      {others.length === 0 ? null : <Clues evidence={others} />}
      <NeedsLine story={story} />
    </Station>
  );
}

const MOST_CHANGES = 4;
/** What scores less only happened near it. */
const TELLING_SCORE = 0.5;

/** Where Hydra has not known it for a day, it cannot have seen a day: it says since when it looks. */
function NoChanges({ story: { subject, happenedAt } }: OfStory) {
  const { name, node, kind } = subject;
  const { data } = useRead("GET /containers/show/{name}", kind === "container" ? { name, node, history: 0 } : null);
  const since = knownOnlySince(data?.firstSeenAt ?? null, happenedAt);
  return <Quiet>{since === null ? words.noChanges : words.noChangesSince(moment(since))}</Quiet>;
}

/** What was changed in the day before, the most suspect first. */
export function ChangesStation({ story }: OfStory) {
  const { changes } = story;
  const [first, rest] = [changes.slice(0, MOST_CHANGES), changes.slice(MOST_CHANGES)];
  const isTelling = changes.some(({ score }) => score >= TELLING_SCORE);
  return (
    <Station title={words.changes} tone={changes.length === 0 ? "off" : isTelling ? "broken" : "soft"}>
      {changes.length === 0 ? <NoChanges story={story} /> : <ChangeRows changes={first} from={1} />}
      {rest.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-soft pointer-coarse:py-2">{words.moreChanges(rest.length)}</summary>
          <div className="mt-2">
            <ChangeRows changes={rest} from={MOST_CHANGES + 1} />
          </div>
        </details>
      )}
    </Station>
  );
}

function ChangeRows({ changes, from }: { changes: Story["changes"]; from: number }) {
  return (
    <ol className="space-y-2">
      {changes.map(({ at, name, field, what, why, score }, place) => (
        <li key={`${at} ${name} ${field} ${what}`} className="grid grid-cols-[1.5rem_1fr_auto] gap-x-2">
          <span className="text-soft tabular-nums">
            <span className="sr-only">{words.rank} </span>
            {from + place}.
          </span>
          <span className="min-w-0 wrap-anywhere">
            <bdi className="font-medium">{name}</bdi>: <bdi>{what}</bdi>
            <span className="block text-xs text-soft">
              <bdi>{why}</bdi>
            </span>
          </span>
          <span className="text-right text-xs text-soft tabular-nums">
            {moment(at)}
            <Meter share={score} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Meter({ share }: { share: number }) {
  return (
    <svg className="mt-1 ml-auto block h-1 w-16" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect className="fill-line" width="100" height="4" />
      <rect className="fill-soft" width={Math.min(100, Math.max(0, share * 100))} height="4" />
    </svg>
  );
}

/** Where several things suffer together: which of them began it. */
export function SuspectsStation({ story: { id, suffering } }: OfStory) {
  const { data, error } = useRead("GET /incidents/{id}/suspects", suffering.length === 0 ? null : { id });
  if (suffering.length === 0) return null;
  return (
    <Station title={words.suspects} tone={data !== undefined && data.suspects.length > 0 ? "broken" : "off"}>
      {error === null ? null : <Trouble error={error} />}
      {data === undefined ? null : data.suspects.length === 0 ? (
        <Quiet>{data.none ?? ""}</Quiet>
      ) : (
        <>
          <ol className="space-y-1.5">
            {data.suspects.map(({ key, name, score, why }, place) => (
              <li key={key} className="grid grid-cols-[1.5rem_1fr_auto] gap-x-2">
                <span className="text-soft tabular-nums">{place + 1}.</span>
                <span className="min-w-0 wrap-anywhere">
                  <bdi className="font-medium">{name}</bdi>
                  <span className="block text-xs text-soft">
                    <bdi>{why}</bdi>
                  </span>
                </span>
                <span className="text-xs text-soft tabular-nums">{words.score(score)}</span>
              </li>
            ))}
          </ol>
          <p className="text-xs text-soft">{words.scoreHint}</p>
        </>
      )}
    </Station>
  );
}

/** What is going to be tried, in order, and what is left for a person. */
export function PlanStation({ story }: OfStory) {
  const { plan, forPerson, holdBack } = story;
  if (!isStanding(story)) return null;
  return (
    <Station title={words.plan} tone={forPerson === null ? "soft" : "broken"}>
      {plan === null ? <Quiet>{words.noPlan}</Quiet> : plan.steps.length === 0 ? <Quiet>{words.planEmpty}</Quiet> : null}
      {plan === null || plan.steps.length === 0 ? null : (
        <ol className="space-y-2">
          {plan.steps.map(({ remedy, subject, why, record, allowed, diff }, place) => (
            <li key={`${remedy} ${subject}`} className="grid grid-cols-[1.5rem_1fr] gap-x-2">
              <span className="text-soft tabular-nums">{place + 1}.</span>
              <div className="min-w-0 wrap-anywhere">
                <p>
                  <span className="font-medium">{words.remedies[remedy] ?? remedy}</span>: <bdi>{subject}</bdi>
                </p>
                <p className="text-xs text-soft">
                  <bdi>{why}</bdi> · {record ?? words.recordWithout} · {words.allowed[allowed ?? "never"]}
                </p>
                {diff === null ? null : (
                  <details className="mt-1 text-xs">
                    <summary className="cursor-pointer text-soft pointer-coarse:py-2">{words.whatChanges}</summary>
                    <pre className="mt-1 overflow-x-auto rounded border border-line bg-paper p-2 font-mono">
                      <bdi>{diff}</bdi>
                    </pre>
                  </details>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
      {holdBack === null ? null : (
        <p className="text-soft wrap-anywhere">
          <bdi>{holdBack}</bdi>
        </p>
      )}
      {forPerson === null ? null : (
        <p className="rounded-lg border border-broken bg-card px-3 py-2 wrap-anywhere">
          <span className="font-medium">{words.forYou}: </span>
          <bdi>{forPerson}</bdi>
        </p>
      )}
    </Station>
  );
}

const OUTCOME_TONES: Readonly<Record<Story["attempts"][number]["outcome"], Tone>> = {
  proven: "well",
  right: "off",
  failed: "unwell",
  needless: "off",
  undone: "off",
  declined: "off",
  unknown: "off",
  pending: "unsure",
};

/** What healing says before the reason of a no, for those who read it alone. */
const SAID_ALREADY = /^a person did not want it(?:: |$)/;

function more({ outcome, detail }: Pick<Story["attempts"][number], "outcome" | "detail">): string {
  return (outcome === "declined" ? detail?.replace(SAID_ALREADY, "") : detail) ?? "";
}

/** Each try, with what showed how it went. */
export function AttemptStations({ story: { attempts } }: OfStory) {
  if (attempts.length === 0)
    return (
      <Station title={words.tried} tone="off">
        <Quiet>{words.nothingTried}</Quiet>
      </Station>
    );
  return attempts.map(({ id, by, remedy, subject, level, startedAt, outcome, verifiedBy, durationMs, detail }) => (
    <Station
      key={id}
      title={`${words.levels[level]}: ${(words.remedies[remedy] ?? remedy).toLowerCase()}`}
      at={startedAt}
      tone={level === "would" ? "off" : OUTCOME_TONES[outcome]}
      aside={words.by[by]}
    >
      <p className="wrap-anywhere">
        <span className="font-medium">{(level === "would" ? words.outcomesOfWatched : words.outcomes)[outcome]}</span>
        {durationMs === null ? "" : ` ${words.afterTime(lasting(durationMs))}`}
        <span className="text-soft">
          {" "}
          · <Said>{subject}</Said>
        </span>
      </p>
      {level === "asked" && outcome === "pending" ? (
        <p>
          <Link href="/waiting" className="underline underline-offset-2 pointer-coarse:py-2">
            {words.waitsForYou}
          </Link>
        </p>
      ) : null}
      {verifiedBy === null ? null : (
        <p className="wrap-anywhere">
          <bdi>{words.shownBy(verifiedBy)}</bdi>
        </p>
      )}
      {more({ outcome, detail }) === "" ? null : (
        <p className="text-xs wrap-anywhere text-soft">
          <bdi>{more({ outcome, detail })}</bdi>
        </p>
      )}
    </Station>
  ));
}

/** What each remedy did for this very trouble before. */
export function RecordStation({ story: { subject, trouble } }: OfStory) {
  const { data } = useRead("GET /healing/record", subject.kind === "container" ? { subject: subject.name } : null);
  const own = data?.record.filter(({ signature }) => signature.startsWith(`${subject.key} ${trouble} `)) ?? [];
  if (own.length === 0) return null;
  return (
    <Station title={words.record} tone="soft">
      <ul className="space-y-0.5">
        {own.map(({ signature, remedy, inWords, retiredBecause }) => (
          <li key={`${signature} ${remedy}`} className="wrap-anywhere">
            {words.recordOf(words.remedies[remedy] ?? remedy, inWords ?? words.recordWithout)}
            {retiredBecause === null ? null : (
              <span className="text-broken">
                {" "}
                · <bdi>{words.retired(retiredBecause)}</bdi>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Station>
  );
}

/** How it ended, and what shows that it did. */
export function EndStation({ story }: OfStory) {
  const { state, healedBy, resolvedAt, illMs, reason, mergedInto } = story;
  const isOver = !isStanding(story);
  const end = state === "resolved" ? (healedBy ?? "removed") : state;
  return (
    <Station title={words.ends[end]} at={resolvedAt} tone={state === "resolved" && healedBy !== null ? "well" : isOver ? "off" : "broken"}>
      <p>{isOver ? words.wasIll(lasting(illMs)) : words.isIll(lasting(illMs))}</p>
      {reason === null ? null : (
        <p className="wrap-anywhere">
          <bdi>{reason}</bdi>
        </p>
      )}
      {mergedInto === null ? null : (
        <p>
          {words.mergedInto}{" "}
          <Link href={`/incidents/${encodeURIComponent(mergedInto)}`} className="underline underline-offset-2">
            <bdi>{mergedInto}</bdi>
          </Link>
        </p>
      )}
    </Station>
  );
}
