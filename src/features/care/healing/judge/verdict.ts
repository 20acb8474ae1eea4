import type { DeedOutcome } from "../../../self/grants/events.ts";

/** Something that happened to a container after Hydra had noted what it would do. */
export type Happened =
  /** It was started: through Hydra by somebody, by somebody else, or by Docker's own policy. */
  | { kind: "started"; actedBy: string | null; wasEndedByPerson: boolean; isDockersTurn: boolean }
  /** Its incident is over. */
  | { kind: "closed"; healedBy: "hydra" | "docker" | "person" | "itself" | null; isDismissed: boolean; isMerged: boolean }
  /** Ten minutes went by. */
  | { kind: "waited"; isIll: boolean | null };

export interface Judged {
  outcome: DeedOutcome;
  reason: string;
}

/**
 * What reality says about a deed that was only noted: it came back alone: needless; the owner did the same, or it stayed
 * down: right. Null: nothing yet.
 */
export function judgeWould(happened: Happened): Judged | null {
  switch (happened.kind) {
    case "started":
      if (happened.actedBy?.startsWith("hydra:") === true) return null;
      if (happened.actedBy !== null || happened.wasEndedByPerson || !happened.isDockersTurn)
        return { outcome: "right", reason: "somebody did the same" };
      return { outcome: "needless", reason: "Docker brought it back itself" };
    case "closed":
      if (happened.isDismissed) return { outcome: "needless", reason: "a person said that nothing was wrong" };
      if (happened.healedBy === "person") return { outcome: "right", reason: "a person put it right" };
      // Its end says nothing about it: gone, or nobody knows by whom. Time tells.
      if (happened.healedBy === "hydra" || (happened.healedBy === null && !happened.isMerged)) return null;
      return { outcome: "needless", reason: happened.isMerged ? "the cause was somewhere else" : "it came back alone" };
    case "waited":
      if (happened.isIll === null) return null;
      return happened.isIll
        ? { outcome: "right", reason: "it stayed down for ten minutes" }
        : { outcome: "needless", reason: "it was well again within ten minutes" };
  }
}

/** Was a deed that went well taken back by a person within the time in which that counts? */
export function isUndone({ stoppedBy, actedBy }: { stoppedBy: string; actedBy: string | null }): boolean {
  return stoppedBy === "person" && actedBy?.startsWith("hydra:") !== true;
}
