import { z } from "zod";
import type { Caller } from "../../kernel/caller.ts";
import { toIso } from "../../kernel/clock.ts";
import { HydraError } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { settings } from "../../kernel/keys.ts";
import { operation } from "../../kernel/operation.ts";
import { noteAdded } from "./events.ts";
import { tidy, titleOf } from "./note.ts";
import { deleteNote, insertNote, readNotes, type NoteRow } from "./store.ts";

export const blueprintSettings = settings(
  "blueprint",
  z.strictObject({ longestNote: z.int().min(1).max(100_000).default(2_000).describe("characters that a note may have") }),
);

const Note = z.strictObject({ id: z.string(), title: z.string(), text: z.string(), addedAt: z.iso.datetime() });

function shown({ id, text, added_at }: NoteRow): z.output<typeof Note> {
  return { id, title: titleOf(text), text, addedAt: toIso(added_at) };
}

/** Whose notes a call is about. A caller who is nobody in particular has none: it must not get anybody else's. */
function personOf(caller: Caller): string {
  if (caller.userId === null) throw new HydraError("forbidden", `Notes belong to a person, and ${caller.id} is none.`);
  return caller.userId;
}

export const list = operation({
  name: "blueprint.list",
  summary: "List your notes, newest first",
  http: "GET /blueprint/notes",
  risk: "read",
  isPrivate: true,
  input: z.strictObject({ limit: z.int().min(1).max(500).default(50) }),
  output: z.strictObject({ notes: z.array(Note) }),
  run: async ({ limit }, ctx) => ({ notes: (await readNotes(ctx.store, personOf(ctx.caller), limit)).map(shown) }),
});

export const add = operation({
  name: "blueprint.add",
  summary: "Keep a note",
  http: "POST /blueprint/notes",
  risk: "undoable",
  undo: { operation: "blueprint.remove", input: (_input, { note }) => ({ id: note.id }) },
  input: z.strictObject({ text: z.string().min(1).describe("what to keep") }),
  output: z.strictObject({ note: Note }),
  run: async (input, ctx) => {
    const userId = personOf(ctx.caller);
    const text = tidy(input.text);
    const { longestNote } = ctx.settings(blueprintSettings);
    if (text === "") throw new HydraError("invalid_input", "text: there is nothing in it but space");
    if (text.length > longestNote) throw new HydraError("invalid_input", `text: a note has at most ${longestNote} characters`);
    const now = ctx.clock.now();
    const row = { user_id: userId, id: newId("note", now), text, added_at: now };
    await insertNote(ctx.store, row);
    await ctx.emit(noteAdded, { id: row.id, userId });
    return { note: shown(row) };
  },
});

export const remove = operation({
  name: "blueprint.remove",
  summary: "Remove one of your notes",
  http: "DELETE /blueprint/notes/{id}",
  risk: "lasting",
  input: z.strictObject({ id: z.string().min(1).describe("the note's id") }),
  output: z.strictObject({ id: z.string() }),
  subject: ({ id }) => ({ kind: "note", name: id }),
  run: async ({ id }, ctx) => {
    if (!(await deleteNote(ctx.store, personOf(ctx.caller), id))) throw new HydraError("not_found", `You have no note ${id}.`);
    return { id };
  },
});
