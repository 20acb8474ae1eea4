import type { Caller } from "../../../kernel/caller.ts";
import type { CallContext, Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { secretsLearnedSince } from "../../../kernel/known-secrets.ts";
import type { Added, Draft, Reader } from "./keeping/shapes.ts";
import type { StaleAges } from "./lifecycle/age.ts";
import { knowledgeSettings } from "./settings.ts";
import { openKnowledgeThread, type KnowledgeThread } from "./thread/knowledge-thread.ts";
import type { RequestKind, Requests } from "./thread/messages.ts";

/** The way to the knowledge thread. One for each kernel. */
export class Desk {
  readonly ages: StaleAges;
  readonly #thread: KnowledgeThread;
  #toldSecrets = 0;

  constructor(host: Host) {
    this.ages = host.settings(knowledgeSettings).staleAfterDays;
    this.#thread = openKnowledgeThread(host.kernel.home, {
      onLost: (reason) => {
        this.#toldSecrets = 0;
        host.log.warn({ reason }, "the knowledge thread ended; another one is started with the next question");
      },
      onRebuilt: (reason) => host.log.warn({ reason }, "knowledge-index.db could not be used and is built anew from the entries"),
    });
  }

  ask<Kind extends RequestKind>(kind: Kind, input: Requests[Kind]["input"]): Promise<Requests[Kind]["answer"]> {
    return this.#thread.ask(kind, input);
  }

  /** Keep entries. What Hydra has learned to be a secret is masked in them. */
  add(drafts: Draft[], now: number): Promise<Added[]> {
    const { serial, secrets } = secretsLearnedSince(this.#toldSecrets);
    this.#toldSecrets = serial;
    return this.ask("add", { drafts, now, secrets });
  }

  stop(): Promise<void> {
    return this.#thread.stop();
  }
}

export const desk = part("knowledge.desk", (host) => new Desk(host));

/** Everything that a question about one entry needs. */
export function asking(ctx: Pick<CallContext, "caller" | "clock" | "part">): { reader: Reader; now: number; ages: StaleAges } {
  return { reader: ctx.caller.userId, now: ctx.clock.now(), ages: ctx.part(desk).ages };
}

/**
 * Whose an entry becomes. Said nothing, what a person (or a program in their name) adds is theirs alone; who is nobody
 * has nothing of their own, and adds for the household.
 * @throws HydraError forbidden when somebody without a person behind asks for privacy
 */
export function ownerOf(caller: Caller, visibility: "private" | "shared" | undefined): string | null {
  if (visibility === "shared") return null;
  if (caller.userId === null && visibility === "private")
    throw new HydraError("forbidden", `Private knowledge belongs to a person, and ${caller.id} is none. Use visibility "shared".`);
  return caller.userId;
}
