import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { list as listChanges } from "../../../watch/changes/operations.ts";
import { list, show } from "../../../watch/containers/operations.ts";
import { show as showIncident } from "../../incidents/operations.ts";
import { explain } from "../../../watch/verdicts/operations.ts";
import { signatureOf } from "../plan/record.ts";
import type { OtherHealer, Patient, PreviousImage, Situation } from "../plan/situation.ts";
import { attemptsOf } from "../store/attempts.ts";
import type { Case } from "../store/cases.ts";
import { recordsOf, unretireRecords, type KeptRecord } from "../store/records.ts";

export type Shown = Awaited<ReturnType<typeof showContainer>>;

/** A situation and what was seen of the container on the way. */
export interface Gathered {
  situation: Situation;
  shown: Shown | null;
  signature: string;
}

const A_DAY_MS = 86_400_000;
const MOST_DEPENDENCIES = 16;

function showContainer(host: Pick<Host, "call">, name: string, node: string) {
  return host.call(show, { name, node, history: 0 });
}

/** Read what a plan for this case rests on: reads only. */
export async function gather(host: Host, file: Case): Promise<Gathered> {
  const { subject, trouble } = file;
  const { category, confidence } = await causeOf(host, file);
  const shown = subject.kind === "container" ? await findShown(host, subject.name, subject.node) : null;
  const signature = signatureOf(subject.key, trouble, category);
  const [records, attempts, previousImage, otherHealer, isMaybeElsewhere] = await Promise.all([
    recordsFor(host, signature, shown),
    attemptsOf(host, file.incidentId),
    shown === null ? null : findPreviousImage(host, shown),
    shown === null ? null : findOtherHealer(host, subject.node),
    shown === null || file.isSettled ? false : isAnyDependencyUnsure(host, shown),
  ]);
  return {
    signature,
    shown,
    situation: {
      now: host.clock.now(),
      subject,
      trouble,
      category,
      confidence,
      wasIllAtFirstSight: file.wasIllAtFirstSight,
      isSettled: file.isSettled,
      isMaybeElsewhere,
      isPaused: host.kernel.pause.state().paused,
      patient: shown === null ? null : patientOf(shown),
      otherHealer,
      previousImage,
      rollbackDiff: null,
      attempts: attempts.filter(({ remedy }) => remedy !== "restart-dependents"),
      records,
    },
  };
}

/** What the diagnosis says by now: it may know more than when the incident was opened. */
async function causeOf(host: Host, { incidentId, category }: Case): Promise<{ category: string; confidence: number | null }> {
  try {
    return (await host.call(showIncident, { id: incidentId })).cause;
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return { category, confidence: null };
    throw error;
  }
}

/** The container by its name, or null when there is none. */
export async function findShown(host: Pick<Host, "call">, name: string, node: string): Promise<Shown | null> {
  try {
    return await showContainer(host, name, node);
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return null;
    throw error;
  }
}

export function patientOf(shown: Shown): Patient {
  const { container, restartPolicy, isOneOff, healthCheck, ports, finishedAt, mounts, labels } = shown;
  return {
    id: container.id,
    name: container.name,
    node: container.node,
    state: container.state,
    health: container.health,
    restartPolicy,
    stoppedBy: container.stoppedBy,
    isOneOff,
    hasCheck: healthCheck !== null,
    hasPorts: ports.length > 0,
    finishedAt: finishedAt === null ? null : Date.parse(finishedAt),
    startedAt: container.startedAt === null ? null : Date.parse(container.startedAt),
    image: container.image,
    imageId: container.imageId,
    writableMounts: mounts
      .filter(({ kind, isWritable }) => isWritable && (kind === "bind" || kind === "volume"))
      .map(({ kind, source, target }) => `${kind} ${source === "" ? target : source}`),
    labels,
  };
}

/** What it is made of: with another image or definition a retired remedy has another chance. */
export function madeOf({ container, labels }: Shown): string {
  return `${container.imageId} ${labels["com.docker.compose.config-hash"] ?? ""}`;
}

async function recordsFor(host: Host, signature: string, shown: Shown | null): Promise<KeptRecord[]> {
  const records = await recordsOf(host, signature);
  const isOther = shown !== null && records.some((record) => record.retiredAt !== null && record.madeOf !== madeOf(shown));
  if (!isOther) return records;
  await unretireRecords(host, signature);
  return recordsOf(host, signature);
}

/** The image that it ran on before its image changed, within the last day. */
async function findPreviousImage(host: Host, { container }: Shown): Promise<PreviousImage | null> {
  const since = new Date(host.clock.now() - A_DAY_MS).toISOString();
  const { changes } = await host.call(listChanges, { name: container.name, node: container.node, since, limit: 100 });
  const change = changes.find(
    ({ kind, field, before }) => kind === "container" && /^image(Id)?$/.test(field) && typeof before === "string",
  );
  return change === undefined ? null : { reference: String(change.before), changedAt: Date.parse(change.at) };
}

/** Is there a container on this engine whose work is to restart others? */
async function findOtherHealer(host: Host, node: string): Promise<OtherHealer | null> {
  const { containers } = await host.call(list, { node, state: "running" });
  const found = containers.find(({ image }) => /(^|\/)[a-z0-9-]*autoheal(:|@|$)/.test(image));
  return found === undefined ? null : { name: found.name, watchesAll: null };
}

/** Could something that it needs be the reason? Each is looked at anew: only "well" rules it out. */
async function isAnyDependencyUnsure(host: Host, { dependsOn, sharesNetworkOf, container }: Shown): Promise<boolean> {
  const names = [...dependsOn.map(({ service }) => service), ...(sharesNetworkOf === null ? [] : [sharesNetworkOf])];
  if (names.length === 0) return false;
  if (names.length > MOST_DEPENDENCIES) return true;
  const { containers } = await host.call(list, { node: container.node });
  const needed = names.map((name) =>
    containers.find((other) => other.name === name || (other.project === container.project && other.service === name)),
  );
  const looks = await Promise.all(
    needed.map(async (other) => {
      if (other === undefined) return false;
      const { ruling } = await host.call(explain, { name: other.name, node: other.node, fresh: true });
      return ruling.verdict === "well" || ruling.verdict === "broken-check";
    }),
  );
  return !looks.every(Boolean);
}
