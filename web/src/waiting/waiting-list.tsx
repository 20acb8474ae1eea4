import { act, expecting } from "../api/acts.ts";
import { ActButton } from "../parts/act-button.tsx";
import type { Approval } from "../api/shapes.ts";
import { Said } from "../parts/said.tsx";
import { text } from "../text/common.ts";
import { moment } from "../parts/units.ts";

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
  const without = expecting("GET /approvals", (data) => ({ ...data, approvals: data.approvals.filter((each) => each.id !== id) }));
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
        <ActButton act={act("POST /approvals/{id}/approve", { id }, without)} label={text.approve} about={about} tone="main" />
        <ActButton act={act("POST /approvals/{id}/reject", { id }, without)} label={text.reject} about={about} />
      </p>
    </li>
  );
}
