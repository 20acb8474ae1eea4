import { afterAll, beforeAll, expect, test } from "vitest";
import { fakeDocker } from "../../../../integrations/docker/fake.ts";
import { systemClock } from "../../../../kernel/clock.ts";
import type { Host } from "../../../../kernel/context.ts";
import type { Attempt } from "../events.ts";
import { findIncident } from "../store.ts";
import { startCare, type Care } from "../testing/care.ts";
import type { Sickness } from "./incident.ts";
import { Ledger } from "./ledger.ts";

const PENDING: Attempt = {
  id: "attempt_1",
  by: "hydra",
  remedy: "restart",
  operation: "containers.restart",
  subject: "web",
  level: "acted",
  startedAt: 1,
  outcome: "pending",
  verifiedBy: null,
  durationMs: null,
  approvalId: null,
  detail: null,
  undo: null,
};

const sickness = (name: string): Sickness => ({
  subject: { kind: "container", key: `home//${name}`, node: "home", project: null, name },
  trouble: "crashed",
  cause: null,
  category: "unknown",
  confidence: 0,
  clues: [],
  signals: [],
  happenedAt: Date.now(),
  isLive: true,
  wasIllAtFirstSight: false,
  runStartedAt: null,
  isWithDocker: false,
});

let care: Care;
let host: Host;
let book: Ledger;

beforeAll(async () => {
  care = await startCare(fakeDocker());
  const { store } = care.kernel;
  host = { clock: systemClock, store, db: () => store.tables(), emit: () => Promise.resolve() } as unknown as Host;
  book = new Ledger(host);
  await book.load();
});
afterAll(() => care?.[Symbol.asyncDispose]());

test.each(["resolved", "dismissed"] as const)(
  "how a try went is kept, told while its incident is being closed (%s) or right after",
  async (state) => {
    const { incident, written } = book.open(sickness(state));
    await written;
    await book.noteAttempt(incident, PENDING);
    const closing = book.close(incident, { state, healedBy: "hydra", reason: "Its check passes." });
    const found = await book.find(incident.id);
    if (found === null) throw new Error("it is gone");
    await book.noteAttempt(found, { ...PENDING, outcome: "proven" });
    await closing;
    expect((await findIncident(host, incident.id))?.attempts).toMatchObject([{ outcome: "proven" }]);

    const later = await book.find(incident.id);
    if (later === null) throw new Error("it is gone");
    await book.noteAttempt(later, { ...PENDING, outcome: "undone" });
    expect((await findIncident(host, incident.id))?.attempts).toMatchObject([{ outcome: "undone" }]);
  },
);

test("what comes again soon has everything that was tried before it was over", async () => {
  const { incident, written } = book.open(sickness("again"));
  await written;
  await book.noteAttempt(incident, PENDING);
  await book.close(incident, { state: "resolved", healedBy: "hydra", reason: "Its check passes." });
  const found = await book.find(incident.id);
  if (found === null) throw new Error("it is gone");
  await book.noteAttempt(found, { ...PENDING, outcome: "proven" });
  const again = book.open(sickness("again"));
  await again.written;
  expect(again.incident).toMatchObject({ id: incident.id, attempts: [{ outcome: "proven" }] });
});
