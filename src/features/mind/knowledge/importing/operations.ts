import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { HydraError } from "../../../../kernel/errors.ts";
import { operation } from "../../../../kernel/operation.ts";
import { ownerOf } from "../desk.ts";
import { Category, Collection, VISIBILITIES } from "../shapes.ts";
import { importFolder } from "./import.ts";
import { isRepositoryAddress, withRepository } from "./repository.ts";

const Count = z.int().min(0);

export const importDocuments = operation({
  name: "knowledge.import",
  summary: "Read a folder of documents or a Git repository; again, it touches only what changed",
  http: "POST /knowledge/imports",
  risk: "undoable",
  // Whatever this user of the machine can read, it can read: more than adding a text.
  permission: "knowledge.admin",
  undo: { none: "archive its collection's entries instead: knowledge.list, then knowledge.archive" },
  rarelyAsked: true,
  input: z.strictObject({
    location: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .describe("a folder on this machine, or a repository: https://..., ssh://..., git@host:path"),
    collection: Collection.optional().describe("the shelf; its own name when absent"),
    category: Category.default("reference"),
    visibility: z.enum(VISIBILITIES).optional().describe("who may find it: you alone, or the household"),
  }),
  output: z.strictObject({
    files: Count,
    added: Count,
    changed: Count,
    unchanged: Count,
    removed: Count,
    skipped: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  }),
  subject: ({ location }) => ({ kind: "documents", name: location }),
  run: async ({ location, collection, category, visibility }, ctx) => {
    const owner = ownerOf(ctx.caller, visibility);
    const plan = { location: location.replace(/(.)\/+$/, "$1"), collection: collection ?? nameIn(location), category, owner };
    if (isRepositoryAddress(location))
      return withRepository(location, ctx.kernel.home, ctx.signal, (folder) => importFolder({ ...plan, folder }, ctx));
    if (!isAbsolute(location))
      throw new HydraError(
        "invalid_input",
        "location: give a folder by its whole path, or a repository by its address (https://..., ssh://..., git@host:path)",
      );
    const found = await stat(location).catch(() => null);
    if (found?.isDirectory() !== true) throw new HydraError("not_found", `There is no folder ${location} that Hydra can read.`);
    return importFolder({ ...plan, folder: location }, ctx);
  },
});

function nameIn(location: string): string {
  const name = location.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
  return name.replace(/\.git$/, "").slice(0, 200) || "imported";
}
