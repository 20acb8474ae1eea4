import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ask, Refused } from "../api/ask.ts";
import { questionAnswered, questionAsked, useOwnQuestion } from "../api/own-questions.ts";
import type { AnswerOf } from "../api/operations.ts";
import type { CataloguedOperation } from "./catalogue.ts";
import { runOperation, type Outcome } from "./run-operation.ts";

export interface Run {
  outcome: Outcome | null;
  error: Error | null;
  isRunning: boolean;
  start: (input: object) => void;
  /** Say a second time what was asked for. */
  confirm: (approvalId: string) => void;
  stop: () => void;
  forget: () => void;
}

/** One operation, called from a form: how its last call goes. */
export function useRun(op: CataloguedOperation): Run {
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [isRunning, setRunning] = useState(false);
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);
  useOwnQuestion(outcome?.kind === "asked-again" ? outcome.approvalId : null);

  const begin = (work: (tell: (outcome: Outcome) => void, signal: AbortSignal) => Promise<void>): void => {
    under.current?.abort();
    const control = new AbortController();
    under.current = control;
    setOutcome(null);
    setError(null);
    setRunning(true);
    const isCurrent = (): boolean => under.current === control;
    work((told) => {
      if (!isCurrent()) return;
      if (told.kind === "asked-again") questionAsked(told.approvalId);
      setOutcome(told);
    }, control.signal)
      .catch((failure: unknown) => {
        if (isCurrent() && !control.signal.aborted) setError(failure instanceof Error ? failure : new Error(String(failure)));
      })
      .finally(() => {
        if (isCurrent()) setRunning(false);
        // What it changed is Hydra's to say.
        if (op.risk !== "read") void client.invalidateQueries();
      });
  };
  return {
    outcome,
    error,
    isRunning,
    start: (input) => begin((tell, signal) => runOperation(op, input, tell, signal)),
    confirm: (approvalId) => {
      questionAnswered(approvalId);
      begin((tell, signal) => confirmed(approvalId, signal).then(tell));
    },
    stop: () => {
      under.current?.abort();
      setRunning(false);
    },
    forget: () => {
      under.current?.abort();
      setOutcome(null);
      setError(null);
    },
  };
}

/** Confirming is approving what one asked for oneself: it runs, and the approval holds what came of it. */
async function confirmed(approvalId: string, signal: AbortSignal): Promise<Outcome> {
  const startedAt = performance.now();
  const response = await ask("POST /approvals/{id}/approve", { id: approvalId }, { signal });
  const { result, error } = (await response.json()) as AnswerOf<"POST /approvals/{id}/approve">;
  if (error !== null) throw new Refused(response.status, error, "");
  return { kind: "value", value: result, tookMs: Math.round(performance.now() - startedAt) };
}
