import { useState } from "react";
import type { AnswerOf, InputOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { Part, Quiet } from "../parts/part.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/proof.ts";

type Notice = AnswerOf<"GET /notifications">["notices"][number];
type Fate = NonNullable<InputOf<"GET /notifications">["fate"]>;

const text = words.told;
const FATES: readonly Fate[] = ["told", "digest", "dropped", "waiting", "held", "sending"];

/** What somebody was told and what was held back, each with why; and what the next digest would say. */
export function Told() {
  const [fate, setFate] = useState<Fate | undefined>(undefined);
  const notices = useRead("GET /notifications", fate === undefined ? {} : { fate });
  const digest = useRead("GET /notifications/digest");
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Part
        title={text.sent}
        query={notices}
        empty={text.none}
        isEmpty={(data) => data.notices.length === 0}
        aside={
          <select
            aria-label={text.fate}
            value={fate ?? ""}
            onChange={({ target }) => setFate(FATES.find((each) => each === target.value))}
            className="rounded-lg border border-line bg-card px-2.5 py-1 text-sm pointer-coarse:min-h-11"
          >
            <option value="">{text.everything}</option>
            {FATES.map((each) => (
              <option key={each} value={each}>
                {text.fates[each]}
              </option>
            ))}
          </select>
        }
      >
        {(data) => (
          <ul className="divide-y divide-line rounded-lg border border-line bg-card">
            {data.notices.map((notice) => (
              <NoticeItem key={notice.id} notice={notice} />
            ))}
          </ul>
        )}
      </Part>
      <Part title={text.digest} query={digest}>
        {({ title, text: body, isEmpty }) =>
          isEmpty ? (
            <Quiet>{text.digestEmpty}</Quiet>
          ) : (
            <div className="rounded-lg border border-line bg-card p-3 text-sm">
              <p className="font-medium wrap-anywhere">
                <bdi>{title}</bdi>
              </p>
              <p className="mt-1 whitespace-pre-line wrap-anywhere text-soft">
                <bdi>{body}</bdi>
              </p>
            </div>
          )
        }
      </Part>
    </div>
  );
}

function NoticeItem({ notice: { title, text: body, raisedAt, fate, reason, overAt, tellings } }: { notice: Notice }) {
  return (
    <li className="px-3 py-2 text-sm">
      <p className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 font-medium wrap-anywhere">
          <bdi>{title}</bdi>
        </span>
        <span className="text-xs whitespace-nowrap text-soft">{text.fates[fate]}</span>
      </p>
      {body === title ? null : (
        <p className="whitespace-pre-line wrap-anywhere text-soft">
          <bdi>{body}</bdi>
        </p>
      )}
      <p className="mt-0.5 text-xs wrap-anywhere text-soft">
        <bdi>
          {[
            moment(raisedAt),
            ...(overAt === null ? [] : [text.over(moment(overAt))]),
            ...(reason === null ? [] : [reason]),
            ...tellings.map(({ channel, state, reason: why }) => text.by(channel, why === null ? state : `${state}, ${why}`)),
          ].join("; ")}
        </bdi>
      </p>
    </li>
  );
}
