import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { act, perform } from "../api/acts.ts";
import type { AnswerOf, InputOf } from "../api/operations.ts";

export type Checked = AnswerOf<"POST /settings/check">;

/** Whoever types is left alone for so long. */
const PAUSE_MS = 250;

function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

async function checkNow(input: InputOf<"POST /settings/check">): Promise<Checked> {
  const ended = await perform(act("POST /settings/check", input));
  if (ended.kind === "asked-again") throw new Error(ended.why);
  return ended.answer;
}

/** What is wrong with what somebody writes, as they write it. `isCurrent`: the answer is about exactly this. */
export function useSettingsCheck(field: "text" | "addition", written: string): { check: UseQueryResult<Checked>; isCurrent: boolean } {
  const settled = useSettled(written);
  const check = useQuery({
    queryKey: ["POST /settings/check", { [field]: settled }],
    queryFn: () => checkNow({ [field]: settled }),
    placeholderData: (before: Checked | undefined) => before,
  });
  return { check, isCurrent: settled === written && !check.isPlaceholderData && check.data !== undefined };
}
