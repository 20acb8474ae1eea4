import { useState, type ReactNode } from "react";
import { act, expecting } from "../../api/acts.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/setup.ts";
import { AddressesStep } from "./addresses-step.tsx";
import { ChoiceStep } from "./choice-step.tsx";
import { ConnectStep } from "./connect-step.tsx";
import { FindingStep } from "./finding-step.tsx";
import { stateOf, type Facts, type Step, type StepState } from "./guide.ts";
import { LookStep } from "./look-step.tsx";
import { PhoneStep } from "./phone-step.tsx";
import { ProtectStep } from "./protect-step.tsx";
import { TellStep } from "./tell-step.tsx";

const BODIES: Readonly<Record<Step, () => ReactNode>> = {
  look: LookStep,
  protect: ProtectStep,
  tell: TellStep,
  addresses: AddressesStep,
  finding: FindingStep,
  choice: ChoiceStep,
  phone: PhoneStep,
  connect: ConnectStep,
};

/** Each of them answers by itself: nobody has to say that it was read. */
const ANSWERED_BY_ITSELF: ReadonlySet<Step> = new Set(["look", "choice"]);
/** What stands there already is the answer: taking it as it is leaves nothing out. */
const RIGHT_AS_IT_IS: ReadonlySet<Step> = new Set(["protect", "addresses", "finding"]);

/** How a step is told that somebody passed. */
function wordOf(step: Step, state: Exclude<StepState, "unknown" | "open">): string {
  return state === "left" && RIGHT_AS_IT_IS.has(step) ? words.start.guessed : words.start[state];
}

function useFacts(passed: readonly Step[]): Facts {
  const corrections = useRead("GET /inventory/corrections");
  const channels = useRead("GET /notifications/channels");
  const monitors = useRead("GET /monitors");
  const findings = useRead("GET /verdicts/findings");
  const verdicts = useRead("GET /verdicts");
  const choice = useRead("GET /grants/choice");
  const found = useRead("GET /settings/discover");
  return {
    passed,
    firstSightAt: verdicts.data?.firstSightAt,
    corrections: corrections.data?.corrections,
    channels: channels.data?.channels,
    monitors: monitors.data?.monitors,
    findings: findings.data?.findings,
    choice: choice.data?.choice,
    found: found.data?.found,
  };
}

/** The first run, minute by minute: it asks little, and each step can be left out. */
export function StartPart() {
  const guide = useRead("GET /settings/guide");
  return <Part query={guide}>{(data) => <Guide steps={data.steps} passed={data.passed} />}</Part>;
}

function Guide({ steps, passed }: { steps: readonly Step[]; passed: readonly Step[] }) {
  const facts = useFacts(passed);
  const { data: choice } = useRead("GET /grants/choice");
  const isWatching = choice === undefined || (choice.choice === null && choice.more === 0);
  const states = steps.map((step) => ({ step, state: stateOf(step, facts) }));
  const next = states.find(({ state }) => state === "open")?.step ?? null;
  /** What somebody opened or closed by hand. */
  const [chosen, setChosen] = useState<Step | "none" | null>(null);
  const shown = chosen ?? next;
  const over = states.filter(({ state }) => state === "done" || state === "left").length;
  return (
    <div className="max-w-3xl">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="text-lg font-semibold text-pretty">{isWatching ? words.start.lead : words.start.leadChosen}</p>
        <p className="text-sm text-soft tabular-nums">{words.start.progress(over, steps.length)}</p>
      </div>
      {over === steps.length ? <p className="mb-4 text-sm text-soft">{words.start.finished}</p> : null}
      <ol className="divide-y divide-line rounded-xl border border-line bg-card">
        {states.map(({ step, state }, index) => (
          <StepItem
            key={step}
            step={step}
            number={index + 1}
            state={state}
            isShown={step === shown}
            passed={passed}
            isLast={index === states.length - 1}
            onToggle={() => setChosen(step === shown ? "none" : step)}
            onHeld={() => setChosen(step)}
            onPassed={() => setChosen(null)}
          />
        ))}
      </ol>
    </div>
  );
}

interface StepItemProps {
  step: Step;
  number: number;
  state: StepState;
  isShown: boolean;
  passed: readonly Step[];
  /** There is none after it. */
  isLast: boolean;
  onToggle: () => void;
  /** Somebody does something in it: it stays open, also when it is answered by that. */
  onHeld: () => void;
  onPassed: () => void;
}

const MARKS: Readonly<Record<StepState, string>> = {
  done: "border-well text-well",
  left: "border-line text-soft",
  open: "border-ink text-ink",
  unknown: "border-line text-soft",
};

function StepItem({ step, number, state, isShown, passed, isLast, onToggle, onHeld, onPassed }: StepItemProps) {
  const Body = BODIES[step];
  const bodyId = `step-${step}`;
  const isAnswered = state === "done" || (state === "left" && RIGHT_AS_IT_IS.has(step));
  return (
    <li>
      <h2>
        <button
          type="button"
          aria-expanded={isShown}
          aria-controls={bodyId}
          onClick={onToggle}
          className="flex min-h-12 w-full cursor-pointer items-center gap-3 px-4 py-2 text-left"
        >
          <span
            aria-hidden="true"
            className={`grid size-6 shrink-0 place-content-center rounded-full border text-xs font-semibold tabular-nums ${MARKS[isAnswered ? "done" : state]}`}
          >
            {isAnswered ? "✓" : number}
          </span>
          <span className={`flex-1 text-sm ${isShown ? "font-semibold" : "font-medium"}`}>{words.start.steps[step]}</span>
          {state === "unknown" ? null : (
            <span className={`text-xs ${state === "open" ? "sr-only" : isAnswered ? "text-well" : "text-soft"}`}>
              {state === "open" ? words.start.isOpen : wordOf(step, state)}
            </span>
          )}
        </button>
      </h2>
      <div id={bodyId} hidden={!isShown} onFocus={onHeld} onChange={onHeld} className="space-y-4 px-4 pb-4 sm:pl-13">
        {isShown ? <Body /> : null}
        {isShown ? <Answers step={step} state={state} passed={passed} isLast={isLast} onPassed={onPassed} /> : null}
      </div>
    </li>
  );
}

const noting = (next: Step[]) =>
  act(
    "PUT /settings/guide",
    { passed: next },
    expecting("GET /settings/guide", (data) => ({ ...data, passed: next })),
  );
function Answers({ step, state, passed, isLast, onPassed }: Pick<StepItemProps, "step" | "state" | "passed" | "isLast" | "onPassed">) {
  // After the last of them there is nothing to go on to.
  if (state === "done" && isLast) return null;
  if (state === "done")
    return (
      <p>
        <button
          type="button"
          onClick={onPassed}
          className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
        >
          {words.start.goOn}
        </button>
      </p>
    );
  if (ANSWERED_BY_ITSELF.has(step) || state === "unknown") return null;
  if (state === "left")
    return (
      <p>
        <ActButton act={noting(passed.filter((each) => each !== step))} label={words.start.again} about={words.start.steps[step]} />
      </p>
    );
  const label = RIGHT_AS_IT_IS.has(step) ? words.start.thatIsRight : words.start.leave;
  return (
    <p>
      <ActButton act={noting([...passed, step])} label={label} about={words.start.steps[step]} onDone={onPassed} />
    </p>
  );
}
