import { ActButton } from "./act-button.tsx";
import type { Approval } from "./api.ts";
import { Said } from "./said.tsx";
import { text } from "./text.ts";
import { moment } from "./units.ts";

/** What waits for a person: what, why, by whom, and the two answers. Approving does it. */
export function WaitingList({ approvals }: { approvals: readonly Approval[] }) {
  return (
    <ul className="space-y-2">
      {approvals.map((approval) => (
        <WaitingItem key={approval.id} approval={approval} />
      ))}
    </ul>
  );
}

function WaitingItem({ approval: { id, operation, subject, reason, askedBy, askedAt } }: { approval: Approval }) {
  const path = `/approvals/${encodeURIComponent(id)}`;
  const about = `${operation}${subject === null ? "" : ` ${subject}`}`;
  return (
    <li className="space-y-2 rounded-lg border border-broken bg-card p-3">
      <p className="text-sm font-medium wrap-anywhere">
        <Said>{about}</Said>
      </p>
      <p className="text-sm wrap-anywhere">
        <bdi>{reason}</bdi>
      </p>
      <p className="text-xs text-soft">{text.askedBy(askedBy, moment(askedAt))}</p>
      <p className="flex flex-wrap gap-2">
        <ActButton act={{ method: "POST", path: `${path}/approve` }} label={text.approve} about={about} tone="main" />
        <ActButton act={{ method: "POST", path: `${path}/reject` }} label={text.reject} about={about} />
      </p>
    </li>
  );
}
