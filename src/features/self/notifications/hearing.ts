import { approvalAsked, approvalEnded } from "../../../kernel/approval-events.ts";
import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { desk } from "./desk.ts";
import { noticeRaised } from "./events.ts";
import { APPROVAL_TOPIC } from "./outbox/tables.ts";

const topicOf = (approvalId: string): string => `${APPROVAL_TOPIC}${approvalId}`;

const WAITS_NO_LONGER = "it waits for nobody any longer";

/** Listen to whatever somebody may want to hear. Nothing is lost over a crash, and nobody who raises waits for a channel. */
export async function hearNotices(host: Host): Promise<void> {
  const all = host.part(desk);
  await all.start();

  host.onEvery(noticeRaised, "notifications.notices", (notice, raisedAt) => all.hear({ ...notice, raisedAt }));

  host.onEvery(approvalAsked, "notifications.asked", async ({ id, operation, subject, askedBy, caller, reason }, raisedAt) => {
    // A person who confirms their own wish is here already; what Hydra asks is told by whoever in Hydra asks it.
    if (caller !== "model" && caller !== "program") return;
    const what = `${operation}${subject === null ? "" : ` on ${subject}`}`;
    await all.hear({
      id: topicOf(id),
      kind: "needs-person",
      severity: "medium",
      topic: topicOf(id),
      title: `${askedBy} asks for ${what}`,
      text: `${reason}\nIt waits for a day. To decide: hydra approvals approve ${id}, or reject.`,
      path: "/",
      raisedAt,
    });
    // After a restart the end may have been heard before the question.
    if (!(await isWaiting(host, id))) await all.end(topicOf(id), WAITS_NO_LONGER);
  });

  host.onEvery(approvalEnded, "notifications.ended", ({ id }) => all.end(topicOf(id), WAITS_NO_LONGER));
}

async function isWaiting(host: Host, approvalId: string): Promise<boolean> {
  try {
    return (await host.kernel.approvals.get(approvalId)).state === "waiting";
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return false;
    throw error;
  }
}
