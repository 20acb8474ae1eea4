import type { AnswerOf } from "./operations.ts";

/** Things that more than one page speaks of, as the operations answer them. */
export type Overview = AnswerOf<"GET /overview">;
export type ClusterNode = AnswerOf<"GET /cluster/status">["nodes"][number];
export type Container = AnswerOf<"GET /containers/list">["containers"][number];
export type Ruling = AnswerOf<"GET /verdicts">["verdicts"][number];
export type Finding = AnswerOf<"GET /verdicts/findings">["findings"][number];
export type Monitor = AnswerOf<"GET /monitors">["monitors"][number];
export type Incident = AnswerOf<"GET /incidents">["incidents"][number];
export type Story = AnswerOf<"GET /incidents/{id}">;
export type Approval = AnswerOf<"GET /approvals">["approvals"][number];
export type Choice = AnswerOf<"GET /grants/choice">;
