import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { lampsFeature } from "../../../doors/testing/lamps.ts";
import { serveTestKernel, type Served } from "../../../doors/testing/served.ts";
import { event } from "../../../kernel/keys.ts";
import { operation } from "../../../kernel/operation.ts";
import { testFeature } from "../../../kernel/testing.ts";
import { activity } from "./index.ts";

interface Line {
  seq: number;
  at: string;
  actor: string;
  operation: string;
  outcome: string;
  digest: string;
  previous: string;
}

const doorOpened = event("door.opened", z.strictObject({ which: z.string() }), { permission: "doors.read" });
const safeOpened = event("safe.opened", z.strictObject({ which: z.string() }), { permission: "safe.read" });
const diary = operation({
  name: "doors.diary",
  summary: "Read who came",
  http: "GET /doors/diary",
  risk: "read",
  isPrivate: true,
  input: z.strictObject({}),
  output: z.strictObject({ came: z.array(z.string()) }),
  run: () => ({ came: [] }),
});
const house = testFeature({ name: "doors", events: [doorOpened, safeOpened], operations: [diary] });

let served: Served;
let program: string;
beforeAll(async () => {
  served = await serveTestKernel({ features: [activity, house, lampsFeature()] });
  program = await served.tokenFor("switcher", "program", "lamps.*", "doors.read", "activity.read");
  await served.ask("/lamps/desk/on", { method: "POST" });
  await served.ask("/lamps/hall/on", { method: "POST", token: program });
  await served.ask("/lamps/adopt", { token: program, body: { name: "hall" } });
  await served.ask("/lamps/hall", { method: "DELETE", token: program });
  await served.ask("/lamps");
});
afterAll(() => served[Symbol.asyncDispose]());

async function lines(query = "", token?: string): Promise<Line[]> {
  const answer = await served.ask(`/audit${query}`, token === undefined ? {} : { token });
  expect(answer.status).toBe(200);
  return answer.json()["entries"] as Line[];
}

async function found(query: string): Promise<string[]> {
  return (await lines(query)).map(({ operation, outcome }) => `${operation} ${outcome}`);
}

describe("the audit", () => {
  test("lists what was done, refused and asked, newest first; plain reads are no deed", async () => {
    const all = await lines();
    expect(all.map(({ actor, operation, outcome }) => [actor, operation, outcome])).toEqual([
      ["program:switcher", "lamps.smash", "asked"],
      ["program:switcher", "lamps.adopt", "refused"],
      ["program:switcher", "lamps.switchOn", "done"],
      ["person:owner", "lamps.switchOn", "done"],
    ]);
    for (const [index, line] of all.entries()) expect(line.previous).toBe(all[index + 1]?.digest ?? line.previous);
  });

  test("is filtered by actor, operation, time and number", async () => {
    expect(await lines("?actor=person:owner")).toHaveLength(1);
    expect(await lines("?operation=lamps.switchOn")).toHaveLength(2);
    expect(await lines("?operation=lamps.switchOn&actor=program:switcher")).toHaveLength(1);
    expect(await lines("?limit=2")).toHaveLength(2);
    const [newest] = await lines();
    expect((await lines(`?since=${newest?.at}`)).every(({ at }) => at >= (newest?.at ?? ""))).toBe(true);
    expect(await lines("?since=2199-01-01T00:00:00Z")).toEqual([]);
    expect(await lines("?actor=%25")).toEqual([]);
    expect(await lines("?actor=x'%20or%20'1'='1")).toEqual([]);
  });

  test("is filtered by kind of caller, door, feature, outcome and words", async () => {
    expect(await found("?caller=program&outcome=done")).toEqual(["lamps.switchOn done"]);
    expect(await found("?caller=model")).toEqual([]);
    expect(await found("?door=rest")).toHaveLength(4);
    expect(await found("?door=mcp")).toEqual([]);
    expect(await found("?feature=lamps")).toHaveLength(4);
    expect(await found("?feature=lamp")).toEqual([]);
    expect(await found("?outcome=refused")).toEqual(["lamps.adopt refused"]);
    expect(await found("?text=SMASH")).toEqual(["lamps.smash asked"]);
    expect(await found("?text=for%20a%20person")).toEqual(["lamps.adopt refused"]);
    // A sign that a pattern would read stands for itself.
    expect(await found("?text=%25")).toEqual([]);
    expect(await found("?text=lamps_")).toEqual([]);
  });

  test("is read backwards, page by page, each line once", async () => {
    const all = (await lines()).map(({ seq }) => seq);
    const seen: number[] = [];
    let next: unknown = null;
    do {
      const page = (await served.ask(`/audit?limit=2${next === null ? "" : `&before=${String(next)}`}`)).json();
      seen.push(...(page["entries"] as Line[]).map(({ seq }) => seq));
      next = page["nextBefore"];
    } while (next !== null);
    expect(seen).toEqual(all);
  });

  test.each([
    "?before=0",
    "?caller=nobody",
    "?door=window",
    "?feature=a%25",
    "?outcome=well",
    "?text=",
    "?limit=0",
    "?limit=1001",
    "?limit=all",
    "?since=yesterday",
    "?colour=red",
  ])("refuses %s", async (query) => {
    expect((await served.ask(`/audit${query}`)).status).toBe(422);
  });

  test("is read only with the right to it", async () => {
    const token = await served.tokenFor("blind", "program", "lamps.*");
    expect((await served.ask("/audit", { token })).status).toBe(403);
    expect((await served.ask("/audit/verify", { token })).status).toBe(403);
  });

  test("can leave out where a person only read what is private: a program's reading stays, and so does a no", async () => {
    await served.ask("/doors/diary");
    await served.ask("/doors/diary", { token: program });
    const read = async (query: string): Promise<string[]> =>
      (await lines(query)).filter(({ operation }) => operation === "doors.diary").map(({ actor, outcome }) => `${actor} ${outcome}`);
    expect(await read("")).toEqual(["program:switcher done", "person:owner done"]);
    expect(await read("?looks=false")).toEqual(["program:switcher done"]);
    expect(await lines("?looks=false&operation=lamps.adopt")).toHaveLength(1);
  });

  test("proves itself, and tells where it was tampered with", async () => {
    const whole = (await served.ask("/audit/verify")).json();
    expect(whole).toMatchObject({ intact: true, problems: [], erased: 0 });
    expect(Number(whole["entries"])).toBeGreaterThanOrEqual(4);
    await served.test.kernel.store.commit((trx) =>
      trx
        .updateTable("audit_entries" as never)
        .set({ actor: "person:somebody" } as never)
        .where("actor" as never, "=", "person:owner" as never)
        .execute(),
    );
    const broken = (await served.ask("/audit/verify")).json();
    expect(broken["intact"]).toBe(false);
    expect(broken["problems"]).not.toEqual([]);
  });
});

test("the stream of events shows each reader what it may see", async () => {
  const host = served.test.kernel.hostOf("doors");
  await host.emit(safeOpened, { which: "old" });
  await host.emit(doorOpened, { which: "front" });
  const seen = async (token?: string): Promise<string[]> => {
    const message = await served.open("/events?after=0", token === undefined ? {} : { token });
    let text = "";
    for await (const chunk of message.setEncoding("utf8")) {
      text += String(chunk);
      if (text.includes('"which":"front"')) break;
    }
    return [...text.matchAll(/^event: (.+)$/gm)].map(([, type]) => type ?? "");
  };
  expect(await seen()).toEqual(expect.arrayContaining(["safe.opened", "door.opened"]));
  expect(await seen(program)).toEqual(["door.opened"]);
});

test("the stream says that the audit grew, to whoever may read it", async () => {
  const hears = async (token?: string): Promise<string> => {
    const message = await served.open("/events?after=0", token === undefined ? {} : { token });
    await served.ask("/lamps/desk/on", { method: "POST" });
    await served.test.kernel.hostOf("doors").emit(doorOpened, { which: "last" });
    let text = "";
    for await (const chunk of message.setEncoding("utf8")) {
      text += String(chunk);
      if (text.includes("audit.grew") || text.includes('"which":"end"')) break;
      if (text.includes('"which":"last"'))
        setTimeout(() => void served.test.kernel.hostOf("doors").emit(doorOpened, { which: "end" }), 2_000);
    }
    return text;
  };
  const blind = await served.tokenFor("passer-by", "program", "doors.read", "lamps.*");
  expect(await hears()).toContain("event: audit.grew");
  expect(await hears(blind)).not.toContain("audit.grew");
});
