import { QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Forbidden, NotSignedIn, NotThere, read, Refused } from "./ask.ts";
import type { AnswerOf, InputOf, ReadRoute } from "./operations.ts";

/** Opened again within this time, a page shows what it had without asking. The stream says when that is old. */
const FRESH_MS = 5_000;

export function createReadings(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Hydra may be on this very machine: a browser without a network still reaches it.
        networkMode: "always",
        staleTime: FRESH_MS,
        retry: (failures, error) => !isAnswer(error) && failures < 1,
      },
    },
  });
}

/** Hydra answered: asking the same again gets the same. */
function isAnswer(error: Error): boolean {
  return error instanceof NotSignedIn || error instanceof NotThere || error instanceof Forbidden || error instanceof Refused;
}

/** The input may be left out where the operation needs none; null: not yet. */
type InputArgument<R extends ReadRoute> =
  Record<never, never> extends InputOf<R> ? [input?: InputOf<R> | null] : [input: InputOf<R> | null];

/** What an operation answers, kept as fresh as the stream of events says. */
export function useRead<R extends ReadRoute>(route: R, ...[input]: InputArgument<R>): UseQueryResult<AnswerOf<R>> {
  return useQuery<AnswerOf<R>>({
    queryKey: [route, input ?? {}],
    queryFn: ({ signal }) => read(route, (input ?? {}) as InputOf<R>, signal),
    enabled: input !== null,
  });
}
