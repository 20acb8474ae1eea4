import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { list, nodes as listNodes, preview, show } from "../../../watch/containers/operations.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { of } from "../../../watch/dependencies/operations.ts";
import { show as showIncident } from "../../incidents/operations.ts";
import { explain, hasPassedInThisRun } from "../../../watch/verdicts/operations.ts";
import { DEFAULT_LABEL } from "../plan/hold-back.ts";
import { signatureOf } from "../plan/record.ts";
import type { OtherHealer, Patient, PreviousImage, Situation } from "../plan/situation.ts";
import { attemptsOf } from "../store/attempts.ts";
import type { Case } from "../store/cases.ts";
import { recordsOf, unretireRecords, type KeptRecord } from "../store/records.ts";

export type Shown = Awaited<ReturnType<typeof showContainer>>;

/** A situation and what was seen of the container on the way. */
export interface Gathered {
  isOver: boolean;
  situation: Situation;
  shown: Shown | null;
  signature: string;
}

/** How far back it is looked for a check that passed in this run. */
const SEEN_STATES = 20;
const A_DAY_MS = 86_400_000;
const MOST_DEPENDENCIES = 16;

function showContainer(host: Pick<Host, "call">, name: string, node: string) {
  return host.call(show, { name, node, history: SEEN_STATES });
}

/** Read what a plan for this case rests on: reads only. */
export async function gather(host: Host, file: Case): Promise<Gathered> {
  const { subject, trouble } = file;
  const incident = await readIncident(host, file.incidentId);
  const { category, confidence } = incident ?? { category: file.category, confidence: null };
  const shown = subject.kind === "container" ? await findShown(host, subject.name, subject.node) : null;
  const signature = signatureOf(subject.key, trouble, category);
  const isWaiting = isMaybeElsewhereNow(host, file, category, shown);
  const [records, attempts, previousImage, otherHealer, isMaybeElsewhere] = await Promise.all([
    recordsFor(host, signature, shown),
    attemptsOf(host, file.incidentId),
    shown === null ? null : findPreviousImage(host, shown),
    shown === null ? null : findOtherHealer(host, subject.node),
    isWaiting,
  ]);
  return {
    isOver: incident?.isOver === true,
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
      attempts: attempts.filter(({ remedy }) => remedy !== "restart-dependents"),
      records,
    },
  };
}

/** What the incident is by now: the diagnosis may know more than when it was opened. Null: nobody knows it. */
export async function readIncident(
  host: Pick<Host, "call">,
  id: string,
): Promise<{ isOver: boolean; category: string; confidence: number | null } | null> {
  try {
    const { state, cause } = await host.call(showIncident, { id });
    return { isOver: state === "resolved" || state === "dismissed", ...cause };
  } catch (error) {
    if (error instanceof HydraError && error.code === "not_found") return null;
    throw error;
  }
}

/** Does its engine answer, and was it looked at since Hydra started? Before that everything seems to be gone. */
export async function isSeen(host: Pick<Host, "call">, node: string): Promise<boolean> {
  const { nodes } = await host.call(listNodes, {});
  return nodes.some(({ name, status, reconciledAt }) => name === node && status === "connected" && reconciledAt !== null);
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
  const { container, restartPolicy, isOneOff, healthCheck, finishedAt, recentDeaths, mounts, labels } = shown;
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
    startedAt: container.startedAt === null ? null : Date.parse(container.startedAt),
    finishedAt: finishedAt === null ? null : Date.parse(finishedAt),
    hasPassed: hasPassedInThisRun(shown),
    recentDeaths,
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

/** The image that it ran on before its image changed, when that was within the last day and the image is still there. */
async function findPreviousImage(host: Host, { container }: Shown): Promise<PreviousImage | null> {
  if (host.integration("docker") === undefined) return null;
  const { previousImageId, imageChangedAt, isImageHere, diff, composePin } = await host.call(preview, {
    name: container.name,
    node: container.node,
  });
  if (previousImageId === null || imageChangedAt === null || isImageHere !== true || previousImageId === container.imageId) return null;
  const changedAt = Date.parse(imageChangedAt);
  if (Math.abs(host.clock.now() - changedAt) > A_DAY_MS) return null;
  const pin =
    composePin === null || composePin.after === null
      ? null
      : `service ${composePin.service}: image ${composePin.after} (now ${composePin.before})`;
  return { imageId: previousImageId, changedAt, diff: diff === null ? null : maskSecrets(diff.join("\n")), composePin: pin };
}

/** Is there a container on this engine whose work is to restart others? */
async function findOtherHealer(host: Host, node: string): Promise<OtherHealer | null> {
  const { containers } = await host.call(list, { node, state: "running" });
  const found = containers.find(({ image }) => /(^|\/)[a-z0-9-]*autoheal(:|@|$)/.test(image));
  if (found === undefined) return null;
  const chosenBy = (await findShown(host, found.name, node))?.autohealLabel ?? DEFAULT_LABEL;
  return { name: found.name, chosenBy };
}

/** Until the root is settled, whatever is not known to be well may be it; later a loop still waits for what begins. */
async function isMaybeElsewhereNow(host: Host, { isSettled, trouble }: Case, category: string, shown: Shown | null): Promise<boolean> {
  if (shown === null) return false;
  if (!isSettled) return isAnyDependencyUnsure(host, shown);
  return trouble === "crash_loop" && isAnyDependencyBeginning(host, shown, category);
}

/** Docker waits up to a minute between two tries: a loop ends that much later than what it waited for became well. */
const JUST_STARTED_MS = 90_000;
/** What a program says while it waits for another. */
const WAITS_FOR_OTHERS: ReadonlySet<string> = new Set(["connection_refused", "dependency_down", "dns", "timeout"]);

/** Is something that it needs still starting, or was it started so lately that Docker may not have tried again since? */
async function isAnyDependencyBeginning(host: Host, { container }: Shown, category: string): Promise<boolean> {
  const { needs } = await host.call(of, { name: container.name, node: container.node });
  const looks = await Promise.all(
    needs
      .filter(({ verdict }) => verdict === "unsure" || verdict === "well")
      .slice(0, MOST_DEPENDENCIES)
      .map(async ({ name, node, verdict }) => {
        const startedAt = WAITS_FOR_OTHERS.has(category) ? (await findShown(host, name, node))?.container.startedAt : null;
        if (startedAt != null && Math.abs(host.clock.now() - Date.parse(startedAt)) < JUST_STARTED_MS) return true;
        return verdict === "unsure" && (await host.call(explain, { name, node, fresh: true })).ruling.cause === "starting";
      }),
  );
  return looks.some(Boolean);
}

/** Could something that it needs be the reason? Each is looked at anew: only "well" rules it out. */
async function isAnyDependencyUnsure(host: Host, { container }: Shown): Promise<boolean> {
  const { needs } = await host.call(of, { name: container.name, node: container.node });
  if (needs.length > MOST_DEPENDENCIES || needs.some(({ verdict }) => verdict === "down")) return true;
  const looks = await Promise.all(
    needs.map(async ({ name, node }) => {
      const { ruling } = await host.call(explain, { name, node, fresh: true });
      return ruling.verdict === "well" || ruling.verdict === "broken-check";
    }),
  );
  return !looks.every(Boolean);
}
