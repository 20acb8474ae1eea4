import { createHash } from "node:crypto";
import type { CallContext } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { asking, desk } from "../desk.ts";
import type { Draft, ImportedFile } from "../keeping/shapes.ts";
import { documentsIn, MOST_FILES, readBytes, readText } from "./folder.ts";

/** Sent to the thread together: at most so many files and characters. */
const BATCH_FILES = 100;
const BATCH_CHARS = 4_194_304;
const MOST_SKIPPED = 100;

export interface ImportPlan {
  /** The folder to read. */
  folder: string;
  /** Where it came from, for the sources of its entries: the folder itself, or the repository's address. */
  location: string;
  collection: string;
  category: string;
  owner: string | null;
}

export interface ImportResult {
  files: number;
  added: number;
  changed: number;
  unchanged: number;
  removed: number;
  skipped: { path: string; why: string }[];
}

interface Read {
  path: string;
  digest: string;
  draft: Draft;
}

/**
 * Read the documents of a folder into the store. What was read before and is the same is not touched; what changed takes
 * the place of what it was; what is gone is archived. Interrupted, the next import goes on where it stopped.
 */
export async function importFolder(plan: ImportPlan, ctx: CallContext): Promise<ImportResult> {
  const importId = createHash("sha256")
    .update(JSON.stringify([plan.owner, plan.location, plan.collection]))
    .digest("hex");
  const known = new Map((await ctx.part(desk).ask("importedFiles", { importId })).map((file) => [file.path, file]));
  const gone = new Set(known.keys());
  const result: ImportResult = { files: 0, added: 0, changed: 0, unchanged: 0, removed: 0, skipped: [] };
  let batch: Read[] = [];
  let chars = 0;
  const send = async (): Promise<void> => {
    await keep(batch, known, importId, plan, ctx);
    [batch, chars] = [[], 0];
  };
  for await (const { path, format } of documentsIn(plan.folder)) {
    ctx.signal.throwIfAborted();
    if (result.files >= MOST_FILES)
      throw new HydraError("too_large", `${plan.location} has more than ${MOST_FILES} documents: import its folders one by one.`);
    result.files += 1;
    gone.delete(path);
    const skip = (why: string): void => {
      if (result.skipped.length < MOST_SKIPPED) result.skipped.push({ path, why });
    };
    const file = await readBytes(plan.folder, path);
    if ("why" in file) {
      skip(file.why);
      continue;
    }
    const before = known.get(path);
    if (before?.digest === file.digest) {
      result.unchanged += 1;
      continue;
    }
    const read = await readText(file.bytes, format, ctx.signal);
    if ("why" in read) {
      skip(read.why);
      continue;
    }
    result[before === undefined ? "added" : "changed"] += 1;
    batch.push({ path, digest: file.digest, draft: draftOf(read, path, plan, ctx) });
    chars += read.text.length;
    if (batch.length >= BATCH_FILES || chars >= BATCH_CHARS) await send();
  }
  await send();
  for (const path of gone) await archive(known.get(path), `no longer in ${plan.location}`, ctx);
  await ctx.part(desk).ask("noteImported", { importId, owner: plan.owner, files: [], gone: [...gone] });
  result.removed = gone.size;
  return result;
}

async function keep(
  batch: readonly Read[],
  known: ReadonlyMap<string, ImportedFile>,
  importId: string,
  { owner }: ImportPlan,
  ctx: CallContext,
): Promise<void> {
  if (batch.length === 0) return;
  const added = await ctx.part(desk).add(
    batch.map(({ draft }) => draft),
    ctx.clock.now(),
  );
  const files = batch.map(({ path, digest }, index) => ({ path, digest, entryId: added[index]?.id ?? "" }));
  for (const { path, entryId } of files) {
    const before = known.get(path);
    if (before !== undefined && before.entryId !== entryId) await archive(before, "its file changed", ctx);
  }
  await ctx.part(desk).ask("noteImported", { importId, owner, files, gone: [] });
}

async function archive(file: ImportedFile | undefined, because: string, ctx: CallContext): Promise<void> {
  if (file !== undefined) await ctx.part(desk).ask("archive", { id: file.entryId, because, ...asking(ctx) });
}

function draftOf(
  { title, text: content, format }: Pick<Draft, "title" | "format"> & { text: string },
  path: string,
  { collection, category, owner, location }: ImportPlan,
  { caller }: CallContext,
): Draft {
  return { content, source: `${location}/${path}`, title, category, collection, owner, expiresAt: null, format, addedBy: caller.id };
}
