import { setTimeout as sleep } from "node:timers/promises";
import { deedJudged } from "../../src/features/self/grants/events.ts";
import { studyPrompt } from "../../src/features/mind/prompts/operations.ts";
import type { StartedHydra } from "./started-hydra.ts";

/** How the walk calls one operation. */
export interface Example {
  /**
   * The input for one door, after making whatever state it needs. `tag` differs from door to door: put it into names, so
   * that each door finds the same state; it is masked before answers and audit lines are compared.
   */
  input(hydra: StartedHydra, tag: string): Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Names of fields that are measured anew each time: their types are compared, not their values. */
  volatile?: readonly string[];
  /** It fails here, and has to fail the same way through every door. */
  fails?: string;
  /** Compare only the shape: for answers that grow with every call, as the audit does. */
  isGrowing?: boolean;
}

const nothing = { input: () => ({}) };

function asOwner(hydra: StartedHydra, operation: string, input: unknown): Promise<unknown> {
  return hydra.kernel.callAsOwner(operation, input);
}

/** An approval that waits: a model asked for a pause. */
async function parked(hydra: StartedHydra, tag: string): Promise<{ id: string }> {
  const { approval } = await hydra.kernel.services.approvals.park({
    operation: "inventory.correct",
    input: { key: `home//${tag}`, isProtected: false },
    caller: { kind: "model", id: "model:owner", userId: "owner", scopes: ["*"] },
    door: "mcp",
    subject: `home//${tag}`,
    reason: "a model asked",
    stateBefore: null,
  });
  return { id: approval.id };
}

const DAY_MS = 86_400_000;
const PATIENCE_MS = 20_000;

/** An offer that is open, after five deeds of this door's own that were right. */
async function offered(hydra: StartedHydra, cause: string): Promise<{ id: string }> {
  const host = hydra.kernel.hostOf("grants");
  for (let day = 9; day > 4; day -= 1)
    await host.emit(deedJudged, {
      id: `${cause}-${day}`,
      grantee: "hydra:healing",
      operation: "inventory.correct",
      subject: { kind: "container", node: "home", project: null, name: "web" },
      cause,
      level: "would",
      at: host.clock.now() - day * DAY_MS,
      outcome: "right",
      reason: "it stayed down",
    });
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { offers } = (await asOwner(hydra, "grants.offers", { limit: 500 })) as { offers: { id: string; cause: string }[] };
    const made = offers.find((offer) => offer.cause === cause);
    if (made !== undefined) return { id: made.id };
    if (Date.now() > giveUpAt) throw new Error("the offer was not made");
    await sleep(20);
  }
}

/** Names the state of hydra.yaml as it is now. */
async function settingsDigest(hydra: StartedHydra): Promise<string> {
  return ((await asOwner(hydra, "settings.file", {})) as { digest: string }).digest;
}

/** The state of hydra.yaml before it was saved. */
async function savedSettings(hydra: StartedHydra): Promise<{ backup: string }> {
  const { backup } = (await asOwner(hydra, "settings.save", { text: "# mine\n", digest: await settingsDigest(hydra) })) as {
    backup: string;
  };
  return { backup };
}

/** The monitor of the container `web`, after a person said how it is to be asked. */
async function correctedMonitor(hydra: StartedHydra): Promise<string> {
  const { monitors } = (await asOwner(hydra, "monitors.list", {})) as { monitors: { id: string; container: string }[] };
  const id = monitors.find(({ container }) => container === "web")?.id;
  await asOwner(hydra, "monitors.set", { id, url: "http://127.0.0.1:9/" });
  return id as string;
}

/** The id of something that was missed. */
async function missedThing(hydra: StartedHydra): Promise<string> {
  const { gap } = (await asOwner(hydra, "capabilities.gap", { description: "water the plants" })) as { gap: { id: string } };
  return gap.id;
}

/** The id of a failure of this door's own. */
async function recordedFailure(hydra: StartedHydra, tag: string): Promise<string> {
  const input = { service: `shop-${tag}`, message: "connect ECONNREFUSED 192.0.2.7:5432" };
  const { failure } = (await asOwner(hydra, "failures.record", input)) as { failure: { id: string } };
  return failure.id;
}

/** The id of a kept log line of the container `web`, once they have been collected. */
async function keptLine(hydra: StartedHydra): Promise<string> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { lines } = (await asOwner(hydra, "logs.tail", { container: "web" })) as { lines: { id: string }[] };
    const id = lines[1]?.id;
    if (id !== undefined) return id;
    if (Date.now() > giveUpAt) throw new Error("the log lines of web were not collected");
    await sleep(50);
  }
}

/** The incident of the container `worker`, standing. */
export async function incidentOfWorker(hydra: StartedHydra): Promise<{ id: string }> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { incidents } = (await asOwner(hydra, "incidents.list", {})) as {
      incidents: { id: string; state: string; subject: { name: string } }[];
    };
    const found = incidents.find(({ subject }) => subject.name === "worker");
    if (found?.state === "dismissed") await asOwner(hydra, "incidents.reopen", { id: found.id });
    if (found !== undefined) return { id: found.id };
    if (Date.now() > giveUpAt) throw new Error("nothing was found wrong with worker");
    await sleep(50);
  }
}

/** The same, after a person said that it is none. */
async function dismissedIncident(hydra: StartedHydra): Promise<{ id: string }> {
  const { id } = await incidentOfWorker(hydra);
  await asOwner(hydra, "incidents.dismiss", { id });
  return { id };
}

/** An input about a container whose log lines are there. */
function afterLines(input: Record<string, unknown>): Example {
  return {
    input: async (hydra) => {
      await keptLine(hydra);
      return input;
    },
  };
}

/** Two pieces of knowledge of this door's own, on a shelf of their own. */
async function told(hydra: StartedHydra, tag: string): Promise<{ ids: string[] }> {
  const entries = ["The boiler stands in the cellar.", "The boiler is serviced in May."].map((content) => ({
    content,
    source: tag,
    collection: tag,
  }));
  const added = (await asOwner(hydra, "knowledge.add", { entries })) as { entries: { id: string }[] };
  return { ids: added.entries.map(({ id }) => id) };
}

async function toldFirst(hydra: StartedHydra, tag: string): Promise<{ id: string }> {
  const { ids } = await told(hydra, tag);
  return { id: ids[0] ?? "" };
}

async function putAside(hydra: StartedHydra, tag: string): Promise<{ ids: string[] }> {
  const { ids } = await told(hydra, tag);
  await asOwner(hydra, "knowledge.archive", { ids });
  return { ids };
}

/** Every operation has its line here; the walk fails for one that has none. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  "access.tokens": nothing,
  "access.issue": { input: (_hydra, tag) => ({ name: tag, scopes: ["containers.read"] }), volatile: ["token"] },
  "access.revoke": {
    input: async (hydra, tag) => {
      await asOwner(hydra, "access.issue", { name: `old-${tag}`, scopes: ["*.read"] });
      return { name: `old-${tag}` };
    },
  },
  "access.link": { ...nothing, volatile: ["url"] },
  "access.addresses": nothing,
  "access.certificate": { ...nothing, fails: "not_configured" },

  "settings.health": { ...nothing, volatile: ["uptimeSeconds"] },
  "settings.doctor": { ...nothing, volatile: ["detail"] },
  "settings.show": nothing,
  "settings.schema": nothing,
  "settings.file": nothing,
  "settings.check": { input: () => ({ addition: "server:\n  logLevel: warn\n" }) },
  "settings.save": { input: async (hydra) => ({ text: "# mine\n", digest: await settingsDigest(hydra) }), volatile: ["backup"] },
  "settings.restore": { input: savedSettings, volatile: ["digest", "backup"] },
  "settings.integrations": { ...nothing, volatile: ["detail"] },
  "settings.discover": nothing,
  "settings.guide": nothing,
  "settings.pass": { input: () => ({ passed: ["protect"] }) },
  "settings.pause": { input: (_hydra, tag) => ({ reason: tag, forSeconds: 1 }) },
  "settings.resume": { input: (_hydra, tag) => ({ reason: tag }) },
  "settings.metrics": { ...nothing, isGrowing: true },

  "approvals.list": { ...nothing, isGrowing: true },
  "approvals.get": { input: parked },
  "approvals.approve": { input: parked, volatile: ["result"] },
  "approvals.reject": { input: async (hydra, tag) => ({ ...(await parked(hydra, `no-${tag}`)), reason: "not now" }) },
  "grants.list": nothing,
  "grants.put": {
    input: (_hydra, tag) => ({ operation: "inventory.correct", scope: { kind: "one", name: tag }, level: "ask" }),
  },
  "grants.remove": {
    input: async (hydra, tag) => {
      const scope = { kind: "one", name: `old-${tag}` };
      const { id } = (await asOwner(hydra, "grants.put", { operation: "inventory.correct", scope, level: "ask" })) as { id: string };
      return { id };
    },
  },
  "grants.offers": { input: async (hydra, tag) => (await offered(hydra, tag), {}), isGrowing: true },
  "grants.accept": { input: (hydra, tag) => offered(hydra, `yes-${tag}`) },
  "grants.decline": { input: async (hydra, tag) => ({ ...(await offered(hydra, `no-${tag}`)), reason: "not yet" }) },
  "grants.deeds": { input: async (hydra, tag) => (await offered(hydra, tag), { limit: 3 }), isGrowing: true },
  "grants.choice": { ...nothing, isGrowing: true },
  "grants.choose": { input: () => ({ choice: "ask" }) },
  "notifications.list": { ...nothing, isGrowing: true },
  "notifications.channels": nothing,
  "notifications.test": { ...nothing, fails: "not_configured" },
  "notifications.figures": nothing,
  "notifications.digest": { ...nothing, isGrowing: true },
  "jobs.list": { ...nothing, isGrowing: true },
  "activity.audit": { ...nothing, isGrowing: true },
  "activity.verify": { ...nothing, isGrowing: true },
  "activity.events": {
    input: async (hydra, tag) => {
      await asOwner(hydra, "inventory.correct", { key: `home//${tag}`, isProtected: null });
      return { after: "0" };
    },
  },

  "inventory.corrections": { ...nothing, isGrowing: true },
  "inventory.correct": { input: (_hydra, tag) => ({ key: `home//${tag}`, url: "http://192.0.2.1:8080" }) },
  "containers.list": nothing,
  "containers.show": { input: () => ({ name: "web" }) },
  "containers.nodes": nothing,
  "containers.links": nothing,
  "containers.restart": { input: () => ({ name: "web" }), volatile: ["ms"] },
  "containers.start": { input: () => ({ name: "web" }), volatile: ["ms"] },
  "containers.stop": { input: () => ({ name: "import" }) },
  "containers.preview": { input: () => ({ name: "web" }) },
  "containers.recreate": { input: () => ({ name: "web", imageId: "sha256:not-there" }), fails: "conflict" },
  "containers.dropAside": { input: () => ({ name: "web", asideId: "0".repeat(64) }), fails: "not_found" },
  "containers.putBack": { input: () => ({ name: "web", asideId: "0".repeat(64) }), fails: "not_found" },
  "containers.compose": { input: () => ({ name: "web" }) },
  "containers.process": { input: () => ({ name: "web" }) },

  "telemetry.nodes": { ...nothing, isGrowing: true },
  "telemetry.containers": { ...nothing, isGrowing: true },
  "telemetry.units": nothing,
  "telemetry.series": { input: () => ({ kind: "node", name: "home", metric: "load1" }), isGrowing: true },
  "telemetry.history": { input: () => ({ metrics: ["load1"] }), isGrowing: true },
  "telemetry.targets": { ...nothing, fails: "not_configured" },
  "logs.search": afterLines({ q: "listening", limit: 10 }),
  "logs.tail": afterLines({ container: "web", lines: 2 }),
  "logs.follow": afterLines({ container: "web", lines: 1 }),
  "logs.context": { input: async (hydra) => ({ line: await keptLine(hydra), before: 1 }) },
  "logs.errors": nothing,
  "logs.status": { ...nothing, volatile: ["fileBytes", "waitingLines"] },
  "monitors.list": { ...nothing, isGrowing: true },
  "monitors.probe": { input: () => ({ name: "web" }), volatile: ["latencyMs"] },
  "monitors.set": { input: async (hydra, tag) => ({ id: await correctedMonitor(hydra), url: `http://127.0.0.1:9/${tag}` }) },
  "monitors.remove": { input: async (hydra) => ({ id: await correctedMonitor(hydra) }) },
  "verdicts.list": nothing,
  "verdicts.explain": { input: () => ({ name: "web" }) },
  "verdicts.findings": nothing,

  "diagnosis.classify": { input: () => ({ lines: ["Error: listen EADDRINUSE: address already in use :::3000"], service: "web" }) },
  "diagnosis.templates": { input: () => ({ lines: ["worker 7 ended", "worker 12 ended", "no work left"] }) },
  "diagnosis.rootCause": {
    input: () => ({
      edges: [["web", "db"]],
      series: ["web", "db"].map((node) => ({ node, metric: "latency", times: [0, 60, 120, 180], values: [0.1, 0.1, 0.9, null] })),
      target: { node: "web", metric: "latency", time: 120 },
    }),
  },
  "failures.record": {
    input: (_hydra, tag) => ({ service: `shop-${tag}`, message: "connect ECONNREFUSED 192.0.2.7:5432", exitCode: 1 }),
    volatile: ["id", "occurredAt"],
  },
  "failures.list": { input: () => ({ category: "connection_refused" }), isGrowing: true },
  "failures.resolve": {
    input: async (hydra, tag) => ({ id: await recordedFailure(hydra, tag), notes: "it listens again" }),
    volatile: ["id", "occurredAt", "resolvedAt"],
  },
  "failures.patterns": { ...nothing, isGrowing: true },
  "failures.suspects": { input: incidentOfWorker, isGrowing: true },
  "failures.investigate": { input: incidentOfWorker, isGrowing: true },
  "failures.report": { input: () => ({ format: "markdown" }), isGrowing: true },
  "prompts.read": { input: () => ({ prompt: "Write a function that reverses a list." }) },
  "preferences.interaction": { input: () => ({ model: "small", task: "code", outcome: "accepted" }), volatile: ["id"] },
  "preferences.recommendation": { input: () => ({ task: "code", available: ["small", "large"] }), isGrowing: true },
  "capabilities.gap": { input: (_hydra, tag) => ({ description: `print labels about ${tag}` }), isGrowing: true },
  "capabilities.backlog": { input: () => ({ format: "markdown" }), isGrowing: true },
  "capabilities.roadmap": { ...nothing, isGrowing: true },
  "capabilities.show": { input: async (hydra) => ({ id: await missedThing(hydra) }), isGrowing: true },
  "capabilities.move": { input: async (hydra) => ({ id: await missedThing(hydra), status: "planned" }), isGrowing: true },
  "preferences.tasks": { ...nothing, isGrowing: true },
  "preferences.style": { ...nothing, isGrowing: true },
  "preferences.setStyle": { input: () => ({ length: "shorter" }), isGrowing: true },
  "preferences.export": { input: () => ({ limit: 1 }), isGrowing: true },
  "preferences.import": { input: () => ({ interactions: [] }) },
  "preferences.forget": { input: () => ({ interactionId: "int_of_nobody" }) },
  "preferences.scores": { input: () => ({ task: "code", models: ["small"] }), isGrowing: true },
  "gateway.chat": { input: () => ({ model: "small", messages: [{ role: "user", content: "Hello" }] }) },
  "gateway.embed": { input: () => ({ model: "embedder", input: ["Hello", "there"] }) },
  "gateway.models": nothing,
  "gateway.status": { ...nothing, isGrowing: true },
  "gateway.interactions": { ...nothing, isGrowing: true },
  "gateway.keepPrompts": { input: () => ({ keep: false }) },
  "routing.classify": { input: () => ({ prompt: "Write a function that reverses a list.", available: ["small:3b", "coder:7b"] }) },
  "routing.choose": {
    input: () => {
      const { reading, profile } = studyPrompt("What is the capital of Peru?");
      return { reading, profile, available: ["small:3b", "large:70b"] };
    },
  },
  "changes.list": { ...nothing, isGrowing: true },
  "dependencies.graph": nothing,
  "dependencies.of": { input: () => ({ name: "web" }) },
  "overview.show": { ...nothing, volatile: ["waiting"] },
  "overview.cluster": { ...nothing, isGrowing: true },
  "overview.services": { ...nothing, volatile: ["latencyMs"] },
  "overview.report": { input: () => ({ format: "html", share: true }), isGrowing: true },

  "optimization.suggestions": { ...nothing, isGrowing: true },
  "optimization.patterns": { ...nothing, isGrowing: true },
  "incidents.list": {
    input: async (hydra) => {
      await incidentOfWorker(hydra);
      return {};
    },
    isGrowing: true,
  },
  "incidents.figures": { input: () => ({ weeks: 1 }), isGrowing: true },
  "incidents.show": { input: incidentOfWorker, isGrowing: true },
  "incidents.markdown": { input: incidentOfWorker, isGrowing: true },
  "incidents.dismiss": { input: incidentOfWorker, isGrowing: true },
  "incidents.reopen": { input: dismissedIncident, isGrowing: true },

  // What these do to a container that is ill is tested where they live; here the refusal has to be the same through every door.
  "healing.heal": { input: () => ({ id: "no-such-incident" }), fails: "not_found" },
  "healing.undo": { input: () => ({ id: "no-such-incident" }), fails: "not_found" },
  "healing.never": { input: incidentOfWorker, isGrowing: true },
  "healing.record": nothing,
  "healing.unretire": { input: () => ({ signature: "nothing of the kind" }), fails: "not_found" },
  "healing.limits": nothing,

  // A drill breaks things for a minute and more: it is tested where it lives.
  "drills.heal": { input: () => ({ cases: ["kill"], node: "no-such-node" }), fails: "not_found" },
  "drills.list": nothing,
  "drills.show": { input: () => ({ id: "no-such-drill" }), fails: "not_found" },

  "knowledge.add": { input: (_hydra, tag) => ({ content: `The ${tag} is blue.`, source: tag, visibility: "shared" }) },
  "knowledge.search": { input: async (hydra, tag) => (await told(hydra, tag), { q: "boiler service", collection: tag }) },
  "knowledge.recall": { input: async (hydra, tag) => (await told(hydra, tag), { q: "boiler service", collection: tag }) },
  "knowledge.show": { input: toldFirst, volatile: ["accesses", "lastAccess"] },
  "knowledge.list": { input: async (hydra, tag) => (await told(hydra, tag), { collection: tag }), volatile: ["accesses", "lastAccess"] },
  "knowledge.archive": { input: told },
  "knowledge.restore": { input: putAside },
  "knowledge.purge": { input: putAside },
  "knowledge.metrics": { ...nothing, isGrowing: true },
  "knowledge.stale": { ...nothing, isGrowing: true },
  "knowledge.duplicates": { ...nothing, isGrowing: true },
  "knowledge.consolidate": { input: () => ({ id: "no-such-group" }), fails: "not_found" },
  "knowledge.audits": nothing,
  "knowledge.learn": nothing,
  "knowledge.import": { input: () => ({ location: "/no/such/folder" }), fails: "not_found" },
};
