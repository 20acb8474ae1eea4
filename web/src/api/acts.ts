import { useMutation, useQueryClient, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { ask, Refused } from "./ask.ts";
import { questionAnswered, questionAsked, takeBack, useIsHere, useOwnQuestion } from "./own-questions.ts";
import type { AnswerOf, ChangeRoute, InputOf, ReadRoute } from "./operations.ts";

/** Something that a person does on the page: one call of one operation. */
export interface Act<Answer = unknown> {
  route: string;
  input: object;
  /** What is shown before Hydra has answered; taken back when it answers otherwise. */
  expects: readonly Expectation[];
  /** Never set: the type of the answer. */
  answer?: Answer;
}

/** How an answer that is shown will look once the act is done. */
export interface Expectation {
  route: ReadRoute;
  change(data: unknown): unknown;
}

/** One call, its input checked against the operation's own type. */
export function act<R extends ChangeRoute>(route: R, input: InputOf<R>, ...expects: Expectation[]): Act<AnswerOf<R>> {
  return { route, input: input as object, expects };
}

export function expecting<R extends ReadRoute>(route: R, change: (data: AnswerOf<R>) => AnswerOf<R>): Expectation {
  return { route, change: (data) => change(data as AnswerOf<R>) };
}

/** How a call ended: it ran, or Hydra wants to hear it a second time, with the reason. */
export type Ended<Answer> = { kind: "done"; answer: Answer } | { kind: "asked-again"; approvalId: string; why: string };

/** @throws as `ask` does */
export async function perform<Answer>({ route, input }: Act<Answer>): Promise<Ended<Answer>> {
  try {
    const response = await ask(route, input);
    return { kind: "done", answer: (await response.json().catch(() => null)) as Answer };
  } catch (error) {
    if (error instanceof Refused && error.approvalId !== null)
      return { kind: "asked-again", approvalId: error.approvalId, why: error.message };
    throw error;
  }
}

/** Confirming is approving what one asked for oneself: from here on it is not taken back by going elsewhere. */
export function confirmation(approvalId: string): Act {
  questionAnswered(approvalId);
  return act("POST /approvals/{id}/approve", { id: approvalId });
}

type Shown = [key: QueryKey, data: unknown][];

async function show(client: QueryClient, { expects }: Act): Promise<Shown> {
  const shown: Shown = [];
  for (const { route, change } of expects) {
    // oxlint-disable-next-line no-await-in-loop -- a read under way would overwrite what is shown
    await client.cancelQueries({ queryKey: [route] });
    shown.push(...client.getQueriesData({ queryKey: [route] }));
    client.setQueriesData({ queryKey: [route] }, (data: unknown) => (data === undefined ? undefined : change(data)));
  }
  return shown;
}

/** Perform an act, and read everything again afterwards: what it changed is Hydra's to say. */
export function useAct<Answer = unknown>() {
  const client = useQueryClient();
  const isHere = useIsHere();
  const unshow = (shown: Shown | undefined): void => shown?.forEach(([key, data]) => client.setQueryData(key, data));
  const mutation = useMutation({
    networkMode: "always",
    mutationFn: (wanted: Act<Answer>) => perform(wanted),
    onMutate: (wanted: Act<Answer>) => show(client, wanted),
    onSuccess: (ended, _wanted, shown) => {
      if (ended.kind === "done") return;
      unshow(shown);
      questionAsked(ended.approvalId);
      // Whoever went elsewhere before the answer came is not there to say yes.
      if (!isHere.current) void takeBack(ended.approvalId, client);
    },
    onError: (_error, _wanted, shown) => unshow(shown),
    onSettled: () => void client.invalidateQueries(),
  });
  useOwnQuestion(mutation.data?.kind === "asked-again" ? mutation.data.approvalId : null);
  return mutation;
}
