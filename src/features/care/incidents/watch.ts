import type { Host } from "../../../kernel/context.ts";
import {
  containerAppeared,
  containerExited,
  containerHealthChanged,
  containerRemoved,
  containerStarted,
} from "../../watch/containers/events.ts";
import { monitorChanged } from "../../watch/monitors/events.ts";
import { verdictReached } from "../../watch/verdicts/events.ts";
import { findings } from "../../watch/verdicts/operations.ts";
import { maskSecrets } from "../../../kernel/secrets.ts";
import { attemptNoted, planMade } from "./events.ts";
import { aftermath } from "./suffering/aftermath.ts";
import { grouping } from "./grouping/regroup.ts";
import { ledger } from "./keeping/ledger.ts";
import { warden } from "./keeping/warden.ts";
import { watchMeasured } from "./measured/watch.ts";
import { troubleOfCause } from "./reading/category.ts";
import { subjectOf } from "./signals/bodies.ts";
import { intake } from "./signals/intake.ts";

const LOOK_AROUND_MS = 500;

/** Listen to everything that may mean an incident. What stood before Hydra ended stands again, and is looked at anew. */
export async function keepIncidents(host: Host): Promise<void> {
  const book = host.part(ledger);
  const ward = host.part(warden);
  const signals = host.part(intake);
  await book.load();
  listenToContainers(host);
  listenToJudgements(host);
  listenToHealing(host);
  signals.listenedBy(ward);
  watchMeasured(host, (signal) => ward.admitMeasured(signal));
  host.every("incidents.look", LOOK_AROUND_MS, async () => {
    signals.wake();
    await ward.lookAround();
    await host.part(aftermath).follow();
    await host.part(grouping).settle();
  });
}

function listenToContainers(host: Host): void {
  const signals = host.part(intake);
  const ward = host.part(warden);
  host.on(containerAppeared, (body) => {
    signals.bodies.see(body);
    if (body.wasThereBefore) signals.bodies.foundThere(body);
    ward.soon(body.key);
  });
  host.on(containerExited, ({ exitCode, oomKilled, stoppedBy, actedBy, happenedAt: at, ...body }) => {
    signals.bodies.see(body);
    if (isSomebodyElse(actedBy) && (stoppedBy === "person" || actedBy !== null)) signals.act(body);
    const kind = oomKilled ? ("oom" as const) : ("exit" as const);
    const trouble = oomKilled ? ("out_of_memory" as const) : ("crashed" as const);
    const detail = `${body.name} ended with exit code ${exitCode ?? "unknown"}${oomKilled ? ", killed for its memory" : ""}`;
    signals.hear(
      body,
      { kind, subject: subjectOf(body), trouble, at, detail, isBad: true },
      { end: { exitCode, oomKilled, stoppedBy, actedBy, at } },
    );
    ward.soon(body.key);
  });
  host.on(containerStarted, (body) => {
    signals.bodies.see(body);
    const incident = host.part(ledger).about(body.key);
    if (incident !== undefined) {
      const { actedBy } = body;
      incident.startedThrough = actedBy;
      if (actedBy?.startsWith("hydra:") === true) incident.startedBy = "hydra";
      else if (actedBy !== null || signals.isQuiet(body)) incident.startedBy = "person";
      else incident.startedBy = incident.attempts.some(({ by }) => by === "docker") ? "docker" : "person";
    }
    ward.soon(body.key);
  });
  host.on(containerHealthChanged, (body) => {
    signals.bodies.see(body);
    if (body.health === "unhealthy") {
      const detail = `${body.name}: its check says unhealthy`;
      signals.hear(body, { kind: "unhealthy", subject: subjectOf(body), trouble: "unhealthy", at: body.happenedAt, detail, isBad: true });
    }
    ward.soon(body.key);
  });
  host.on(containerRemoved, (body) => {
    signals.bodies.forget(body);
    if (isSomebodyElse(body.actedBy)) signals.act(body);
    ward.soon(body.key);
  });
}

function isSomebodyElse(actedBy: string | null): boolean {
  return actedBy?.startsWith("hydra:") !== true;
}

function listenToJudgements(host: Host): void {
  const signals = host.part(intake);
  const ward = host.part(warden);
  host.on(verdictReached, async ({ key, name, node, verdict, before, cause, sentence }, at) => {
    ward.soon(key);
    if (verdict !== "down" && cause !== "starting" && cause !== "engine_lost" && cause !== "unverified") signals.bodies.seenWell(key);
    const body = signals.bodies.get(key);
    if (verdict !== "down" || body === undefined) return;
    // The first verdict of this Hydra: was it so when the very first one looked, or has it happened while nobody did?
    const wasIllAtFirstSight = before === null && (await wasIllBefore(host, node, name));
    const detail = `${name}: ${maskSecrets(sentence)}`;
    const signal = { kind: "verdict" as const, subject: subjectOf(body), trouble: troubleOfCause(cause), at, detail, isBad: true };
    signals.hear(body, signal, { wasIllAtFirstSight, isLive: before !== null });
  });
  host.on(monitorChanged, ({ node, container, to, from, detail }, at) => {
    const body = signals.bodies.named(node, container);
    if (body === undefined) return;
    ward.soon(body.key);
    if (to !== "down" || from === "down") return;
    const line = `${container} does not answer: ${maskSecrets(detail)}`;
    signals.hear(body, { kind: "probe", subject: subjectOf(body), trouble: "hung", at, detail: line, isBad: true });
  });
}

async function wasIllBefore(host: Host, node: string, name: string): Promise<boolean> {
  const groups = (await host.call(findings, {})).findings;
  return groups.some(({ containers }) => containers.some((each) => each.name === name && each.node === node && each.wasIllAtFirstSight));
}

/** What is tried and planned is told by whoever heals; nothing of it may be lost. */
function listenToHealing(host: Host): void {
  const book = host.part(ledger);
  host.onEvery(attemptNoted, "incidents.attempts", async ({ incidentId, attempt }) => {
    const incident = await book.find(incidentId);
    if (incident === null) return;
    await book.noteAttempt(incident, attempt);
    host.part(warden).soon(incident.subject.key);
  });
  host.onEvery(planMade, "incidents.plans", async ({ incidentId, ...plan }) => {
    const incident = await book.find(incidentId);
    if (incident === null) return;
    incident.plan = plan;
    await book.keep(incident, "plan", plan.holdBack ?? undefined);
    if (plan.isEscalated) await book.setState(incident, "escalated", plan.forPerson ?? "A person is needed.");
    else await book.setState(incident, "open", "There is something to try.");
  });
}
