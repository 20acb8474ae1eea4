import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { follow } from "../api/follow.ts";
import type { InputOf, ItemOf } from "../api/operations.ts";

type DrillItem = ItemOf<"POST /drills/heal">;
export type DrillCase = Extract<DrillItem, { kind: "case" }>;
type Plan = Extract<DrillItem, { kind: "plan" }>;
type Summary = Extract<DrillItem, { kind: "summary" }>;

/** A drill that goes on, or went on, while this page is open. */
export interface LiveDrill {
  plan: Plan | null;
  cases: readonly DrillCase[];
  summary: Summary | null;
  state: "none" | "under-way" | "over" | "stopped";
  error: Error | null;
}

const NONE: LiveDrill = { plan: null, cases: [], summary: null, state: "none", error: null };

/** Start a drill and follow it. Leaving the page or stopping ends it: Hydra takes away what it made. */
export function useDrill(): { drill: LiveDrill; start: (input: InputOf<"POST /drills/heal">) => void; stop: () => void } {
  const client = useQueryClient();
  const [drill, setDrill] = useState(NONE);
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);

  const run = async (input: InputOf<"POST /drills/heal">, { signal }: AbortController): Promise<void> => {
    setDrill({ ...NONE, state: "under-way" });
    try {
      for await (const item of follow("POST /drills/heal", input, signal)) setDrill((before) => withItem(before, item));
      setDrill((before) => ({ ...before, state: "over" }));
    } catch (error) {
      if (signal.aborted) setDrill((before) => ({ ...before, state: "stopped" }));
      else setDrill((before) => ({ ...before, state: "over", error: error instanceof Error ? error : new Error(String(error)) }));
    }
    void client.invalidateQueries();
  };
  return {
    drill,
    start: (input) => {
      under.current?.abort();
      under.current = new AbortController();
      void run(input, under.current);
    },
    stop: () => under.current?.abort(),
  };
}

function withItem(drill: LiveDrill, item: DrillItem): LiveDrill {
  if (item.kind === "plan") return { ...drill, plan: item };
  return item.kind === "case" ? { ...drill, cases: [...drill.cases, item] } : { ...drill, summary: item };
}
