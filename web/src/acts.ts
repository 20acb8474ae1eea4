import { useMutation, useQueryClient } from "@tanstack/react-query";
import { NotSignedIn, send } from "./api.ts";

/** Something that a person does on the page: one call of one operation. */
export interface Act {
  method: "POST" | "PUT" | "DELETE";
  path: string;
  body?: object;
}

/** How a call ended: it ran, or Hydra wants to hear it a second time, with the reason. */
export type Ended = { kind: "done" } | { kind: "asked-again"; approvalId: string; why: string };

/** @throws NotSignedIn; Error with Hydra's own words for any refusal */
export async function perform({ method, path, body }: Act): Promise<Ended> {
  const response = await send(method, path, body);
  if (response.status === 401) throw new NotSignedIn();
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return { kind: "done" };
  const { detail, approvalId } = (answer ?? {}) as { detail?: string; approvalId?: string };
  if (response.status === 428 && approvalId !== undefined) return { kind: "asked-again", approvalId, why: detail ?? "" };
  throw new Error(detail ?? `${path} answered ${response.status}`);
}

/** Confirming is approving what one asked for oneself. */
export function confirmation(approvalId: string): Act {
  return { method: "POST", path: `/approvals/${encodeURIComponent(approvalId)}/approve`, body: {} };
}

/** Perform an act and read everything again afterwards: what it changed is Hydra's to say. */
export function useAct() {
  const client = useQueryClient();
  return useMutation({ networkMode: "always", mutationFn: perform, onSettled: () => void client.invalidateQueries() });
}
