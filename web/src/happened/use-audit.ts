import { useInfiniteQuery } from "@tanstack/react-query";
import { read } from "../api/ask.ts";
import type { InputOf } from "../api/operations.ts";
import type { AuditEntry } from "./sentence.ts";

const AT_ONCE = 100;

type AuditInput = InputOf<"GET /audit">;

/** The audit backwards from now, a page at a time. */
export function useAudit(filter: AuditInput) {
  return useInfiniteQuery({
    queryKey: ["GET /audit", filter],
    queryFn: ({ pageParam, signal }) =>
      read("GET /audit", { ...filter, limit: AT_ONCE, ...(pageParam === null ? {} : { before: pageParam }) }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ nextBefore }) => nextBefore,
    placeholderData: (before) => before,
  });
}

/** All of it that the filter lets through, page by page, the newest first. @param tell how many were read so far */
export async function readAll(filter: AuditInput, tell: (count: number) => void): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  for (let before: number | null = null; ;) {
    const from: { before?: number } = before === null ? {} : { before };
    // oxlint-disable-next-line no-await-in-loop -- where the next page begins stands in this one
    const { entries, nextBefore } = await read("GET /audit", { ...filter, limit: 1_000, ...from });
    all.push(...entries);
    tell(all.length);
    if (nextBefore === null) return all;
    before = nextBefore;
  }
}
