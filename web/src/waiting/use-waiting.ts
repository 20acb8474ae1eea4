import { useMemo } from "react";
import { useOwnQuestions } from "../api/own-questions.ts";
import { useRead } from "../api/reads.ts";

/** What waits for a person, but for what this page itself is just being asked about. */
export function useWaiting() {
  const approvals = useRead("GET /approvals");
  const own = useOwnQuestions();
  const { data, error } = approvals;
  return useMemo(
    () => ({ data: data === undefined ? undefined : { approvals: data.approvals.filter(({ id }) => !own.includes(id)) }, error }),
    [data, error, own],
  );
}
