import { expect, test } from "vitest";
import type { Incident, Story } from "../api/shapes.ts";
import { alike } from "./alike.ts";

const about = (name: string) => ({ kind: "container" as const, key: `node/${name}`, node: "node", project: null, name });

const story: Parameters<typeof alike>[0] = {
  id: "db-5",
  trouble: "crashed",
  subject: about("db"),
  diagnosis: { category: "disk_full", group: "resource", confidence: 1, verdict: null, evidence: [] },
  similar: [
    {
      id: "db-2",
      name: "db",
      openedAt: "2026-11-20T12:00:00.000Z",
      isSameSubject: true,
      category: "disk_full",
      ended: "Hydra put it right",
      healedBy: "hydra",
      worked: ["restart by hydra"],
    },
  ] satisfies Story["similar"],
};

const listed = (id: string, told: Partial<Incident> = {}): Incident => ({
  ...({} as Incident),
  id,
  sentence: `${id} is down`,
  trouble: "crashed",
  subject: about("web"),
  openedAt: "2026-11-23T12:00:00.000Z",
  reason: null,
  cause: { category: "disk_full", confidence: 1 },
  mergedInto: null,
  ...told,
});

const ids = (...incidents: Incident[]): string[] => alike(story, incidents, (what) => what).map(({ id }) => id);

test("those before with what worked, and later ones of the same cause, the newest first", () => {
  expect(alike(story, [listed("web-7")], (what) => `worked: ${what}`)).toEqual([
    { id: "web-7", name: "web", openedAt: "2026-11-23T12:00:00.000Z", said: ["web-7 is down"] },
    { id: "db-2", name: "db", openedAt: "2026-11-20T12:00:00.000Z", said: ["Hydra put it right", "worked: restart by hydra"] },
  ]);
});

test("itself, what is known already, a part of another one, another trouble, another cause are not like it", () => {
  const other = { cause: { category: "oom", confidence: 1 } };
  expect(
    ids(
      listed("db-5"),
      listed("db-2"),
      listed("web-7", { mergedInto: "db-5" }),
      listed("web-8", { trouble: "hung" }),
      listed("web-9", other),
    ),
  ).toEqual(["db-2"]);
  expect(ids(listed("db-9", { ...other, subject: about("db") }))).toEqual(["db-9", "db-2"]);
});
