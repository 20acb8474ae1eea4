import { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { maskSecrets } from "../../../../kernel/masking.ts";
import { TemplateMiner } from "../../../watch/logs/operations.ts";
import type { FailuresTables } from "./tables.ts";

/** Cause lines are few beside log lines. */
const MOST_SHAPES = 2_000;
const ROW = "causes";

const Kept = z.array(z.strictObject({ text: z.string(), count: z.number(), templateId: z.string() }));

/** The templates of cause lines. What they learn is written down every few seconds: what a crash takes away is learned again the same. */
class Templates {
  readonly #host: Pick<Host, "db" | "store" | "clock">;
  #miner: Promise<TemplateMiner> | null = null;
  #hasNews = false;

  constructor(host: Pick<Host, "db" | "store" | "clock">) {
    this.#host = host;
  }

  /** The template of a line, which this line may change. */
  async of(line: string): Promise<{ id: string; text: string }> {
    const { templates } = (await this.#opened()).learnAll([line]);
    this.#hasNews = true;
    return { id: templates[0]?.id ?? "", text: templates[0]?.template ?? line };
  }

  async save(): Promise<void> {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    const row = { shapes: JSON.stringify((await this.#opened()).keep()), learned_at: this.#host.clock.now() };
    await this.#host.store.commit<FailuresTables, unknown>((trx) =>
      trx
        .insertInto("failures_templates")
        .values({ id: ROW, ...row })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
        .execute(),
    );
  }

  #opened(): Promise<TemplateMiner> {
    this.#miner ??= this.#read();
    // What could not be read is tried again by the next line.
    this.#miner.catch(() => (this.#miner = null));
    return this.#miner;
  }

  async #read(): Promise<TemplateMiner> {
    const miner = new TemplateMiner({ mostShapes: MOST_SHAPES, clean: maskSecrets });
    const row = await this.#host
      .db<FailuresTables>()
      .selectFrom("failures_templates")
      .select("shapes")
      .where("id", "=", ROW)
      .executeTakeFirst();
    if (row !== undefined) miner.restore(Kept.parse(JSON.parse(row.shapes)));
    return miner;
  }
}

export const templates = part("failures.templates", (host) => new Templates(host));
