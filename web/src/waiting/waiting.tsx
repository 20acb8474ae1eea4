import { useRead } from "../api/reads.ts";
import type { Approval } from "../api/shapes.ts";
import { PageTitle, Part, Quiet } from "../parts/part.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/waiting.ts";
import { whoIs } from "../happened/sentence.ts";
import { outcomeOf, questionOf } from "./asked-words.ts";
import { Details } from "./details.tsx";
import { useWaiting } from "./use-waiting.ts";
import { WaitingList } from "./waiting-list.tsx";

/** How many of the past are shown. */
const LATELY = 12;

/** What waits for a person, and how what was decided lately went. */
export default function Waiting() {
  const approvals = useWaiting();
  return (
    <>
      <PageTitle
        title={words.waiting.title}
        aside={
          approvals.data === undefined || approvals.data.approvals.length === 0 ? null : (
            <p className="hidden text-xs text-soft lg:block">{words.waiting.keys}</p>
          )
        }
      />
      <div className="max-w-3xl space-y-8">
        <Part query={approvals} empty={words.waiting.nothing} isEmpty={(data) => data.approvals.length === 0}>
          {(data) => <WaitingList approvals={data.approvals} takesKeyboard />}
        </Part>
        <Lately />
      </div>
    </>
  );
}

function Lately() {
  const running = useRead("GET /approvals", { state: "running", limit: LATELY });
  const done = useRead("GET /approvals", { state: "done", limit: LATELY });
  const failed = useRead("GET /approvals", { state: "failed", limit: LATELY });
  const rejected = useRead("GET /approvals", { state: "rejected", limit: LATELY });
  const reads = [running, done, failed, rejected];
  const known = reads.flatMap(({ data }) => data?.approvals ?? []);
  const data = reads.every((each) => each.data === undefined) ? undefined : known;
  const error = reads.find((each) => each.error !== null)?.error ?? null;
  return (
    <Part
      title={words.waiting.decided}
      query={{ data, error }}
      empty={<Quiet>{words.waiting.noDecided}</Quiet>}
      isEmpty={(all) => all.length === 0}
    >
      {(all) => (
        <ul className="divide-y divide-line rounded-lg border border-line bg-card">
          {all
            .toSorted((a, b) => (b.decidedAt ?? "").localeCompare(a.decidedAt ?? ""))
            .slice(0, LATELY)
            .map((approval) => (
              <DecidedItem key={approval.id} approval={approval} />
            ))}
        </ul>
      )}
    </Part>
  );
}

const COLOURS: Readonly<Partial<Record<Approval["state"], string>>> = {
  done: "text-well",
  failed: "text-unwell",
  rejected: "text-soft",
  running: "text-unsure",
};

function DecidedItem({ approval }: { approval: Approval }) {
  const { state, decidedBy, decidedAt, decisionReason, result, error } = approval;
  const outcome = outcomeOf(approval);
  const outcomes: Readonly<Partial<Record<Approval["state"], string>>> = words.waiting.outcome;
  return (
    <li className="space-y-1 px-3 py-2.5 text-sm">
      <p className="flex items-baseline gap-3">
        <bdi className="min-w-0 flex-1 wrap-anywhere">{questionOf(approval).replace(/\?$/, "")}</bdi>
        <span className={`text-xs font-medium whitespace-nowrap ${COLOURS[state] ?? "text-soft"}`}>{outcomes[state] ?? state}</span>
      </p>
      {error === null ? null : (
        <p className="wrap-anywhere text-unwell">
          <bdi>{error.detail}</bdi>
        </p>
      )}
      {decisionReason === null ? null : (
        <p className="wrap-anywhere text-soft">
          <bdi>{decisionReason}</bdi>
        </p>
      )}
      {outcome === null ? null : <p className="text-soft">{outcome}</p>}
      {decidedBy === null || decidedAt === null ? null : (
        <p className="text-xs text-soft">
          <bdi>{words.waiting.by(whoIs(decidedBy), moment(decidedAt))}</bdi>
        </p>
      )}
      {state !== "done" || result === null ? null : (
        <details>
          <summary className="cursor-pointer text-xs text-soft underline underline-offset-2 pointer-coarse:py-2">
            {words.waiting.result}
          </summary>
          <div className="mt-1">
            <Details value={result} />
          </div>
        </details>
      )}
    </li>
  );
}
