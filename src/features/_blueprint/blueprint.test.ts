import { describe, expect, it } from "vitest";
import { personCaller, type Caller } from "../../kernel/caller.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { openTestKernel } from "../../kernel/testing.ts";
import { blueprint } from "./index.ts";

const features = [blueprint];
const ben = personCaller("ben");
const grafana: Caller = { kind: "program", id: "program:grafana", userId: null, scopes: ["*"] };

interface Notes {
  notes: { id: string; title: string; text: string; addedAt: string }[];
}

describe("blueprint", () => {
  it("keeps notes and lists the newest first", async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    await using test = await openTestKernel({ features, clock });
    await test.kernel.callAsOwner("blueprint.add", { text: "  milk \n" });
    clock.advance(1_000);
    await test.kernel.callAsOwner("blueprint.add", { text: "bread" });
    const { notes } = (await test.kernel.callAsOwner("blueprint.list", {})) as Notes;
    expect(notes).toMatchObject([
      { title: "bread", addedAt: "2026-01-01T00:00:01.000Z" },
      { title: "milk", text: "milk" },
    ]);
  });

  it("tells others that there is a note, not what stands in it", async () => {
    await using test = await openTestKernel({ features });
    const heard: unknown[] = [];
    const noteAdded = blueprint.events?.[0];
    if (noteAdded === undefined) throw new Error("the manifest names no event");
    test.kernel.hostOf("blueprint").on(noteAdded, (payload) => void heard.push(payload));
    const { note } = (await test.kernel.callAsOwner("blueprint.add", { text: "a surprise" })) as { note: { id: string } };
    expect(heard).toEqual([{ id: note.id, userId: "owner" }]);
  });

  it("gives nobody the notes of somebody else", async () => {
    await using test = await openTestKernel({ features });
    const { note } = (await test.kernel.callAsOwner("blueprint.add", { text: "mine" })) as { note: { id: string } };
    expect(await test.kernel.callAs(ben, "blueprint.list", {})).toEqual({ notes: [] });
    await expect(test.kernel.callAs(ben, "blueprint.remove", { id: note.id })).rejects.toMatchObject({ code: "not_found" });
    await expect(test.kernel.callAs(grafana, "blueprint.list", {})).rejects.toMatchObject({ code: "forbidden" });
  });

  it("removes a note once", async () => {
    await using test = await openTestKernel({ features });
    const { note } = (await test.kernel.callAsOwner("blueprint.add", { text: "milk" })) as { note: { id: string } };
    await test.kernel.callAsOwner("blueprint.remove", { id: note.id });
    await expect(test.kernel.callAsOwner("blueprint.remove", { id: note.id })).rejects.toMatchObject({ code: "not_found" });
  });

  it.each([
    ["only space", " \n "],
    ["longer than the setting allows", "x".repeat(11)],
  ])("refuses a note that is %s", async (_what, text) => {
    await using test = await openTestKernel({ features, settings: { blueprint: { longestNote: 10 } } });
    await expect(test.kernel.callAsOwner("blueprint.add", { text })).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("hands a person's notes over and erases them with the person", async () => {
    await using test = await openTestKernel({ features });
    await test.kernel.callAsOwner("blueprint.add", { text: "milk" });
    await test.kernel.callAs(ben, "blueprint.add", { text: "bread" });
    const { personal } = blueprint;
    if (personal === "nothing") throw new Error("the notes are personal");
    const host = test.kernel.hostOf("blueprint");
    expect(await personal.export(host, "ben")).toMatchObject([{ text: "bread" }]);
    expect(await personal.erase(host, "ben")).toBe(1);
    expect(await personal.export(host, "ben")).toEqual([]);
    expect(((await test.kernel.callAsOwner("blueprint.list", {})) as Notes).notes).toHaveLength(1);
  });

  it("keeps its notes over a restart, and not for longer than it says", async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const first = await openTestKernel({ features, clock });
    await first.kernel.callAsOwner("blueprint.add", { text: "milk" });
    await first.kernel.stop();
    await using second = await openTestKernel({ features, clock, home: first.home });
    expect(((await second.kernel.callAsOwner("blueprint.list", {})) as Notes).notes).toHaveLength(1);
    clock.advance(3_651 * 86_400_000);
    await second.kernel.enforceRetention();
    expect(((await second.kernel.callAsOwner("blueprint.list", {})) as Notes).notes).toEqual([]);
  });
});
