import type { Host } from "../../../../kernel/context.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { nodes as engines } from "../../../watch/containers/operations.ts";
import { errors } from "../../../watch/logs/operations.ts";
import { list as monitors } from "../../../watch/monitors/operations.ts";
import { nodes as machines, targets } from "../../../watch/telemetry/operations.ts";
import type { Look } from "./signal.ts";
import type { MeasuredLimits } from "./limits.ts";
import { readCertificate, readDisk, readErrors, readMemory, readTarget } from "./thresholds.ts";

/** What one round over everything of one kind found. */
export interface Found {
  looks: Look[];
  /** Nodes of which nothing is known now: what is missing of them is not gone. */
  unseen: ReadonlySet<string>;
}

/** Hydra's own reads, nothing is asked outside. Null: nothing could be read. */
export type Round = (host: Host, limits: MeasuredLimits) => Promise<Found | null>;

const NONE: ReadonlySet<string> = new Set();

const GIB = 1_073_741_824;
/** An old picture says nothing about now. */
const FRESH_SECONDS = 120;

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(bytes < 10 * GIB ? 1 : 0)} GiB`;
}

async function measuredNodes(host: Host) {
  const { nodes } = await host.call(machines, {});
  const measured = nodes.filter(({ state }) => state === "measured");
  const unseen = new Set(nodes.filter(({ state }) => state !== "measured").map(({ name }) => name));
  return { measured, unseen };
}

export const lookAtDisks: Round = async (host, limits) => {
  const { measured, unseen } = await measuredNodes(host);
  const looks = measured.flatMap(({ name: node, disks }) =>
    disks.map((disk): Look => {
      const { mount, usedBytes, availableBytes } = disk;
      const usedPercent = Math.round((100 * usedBytes) / Math.max(1, usedBytes + availableBytes));
      return {
        kind: "disk",
        subject: { kind: "disk", key: `disk/${node}/${mount}`, node, project: null, name: mount },
        trouble: "disk_full",
        severity: availableBytes < 2 * GIB ? "critical" : "high",
        detail: `${mount} on ${node} is used to ${usedPercent} %, ${gib(availableBytes)} are left`,
        reading: readDisk(disk, limits),
      };
    }),
  );
  return { looks, unseen };
};

export const lookAtMemory: Round = async (host, limits) => {
  const { measured, unseen } = await measuredNodes(host);
  const looks = measured.flatMap(({ name: node, memory }): Look[] => {
    if (memory === null) return [];
    return [
      {
        kind: "memory",
        subject: { kind: "node", key: `node/${node}`, node, project: null, name: node },
        trouble: "memory_full",
        severity: "high",
        detail: `${node} has ${gib(memory.totalBytes - memory.usedBytes)} of ${gib(memory.totalBytes)} memory left`,
        reading: readMemory(memory, limits),
      },
    ];
  });
  return { looks, unseen };
};

export const lookAtEngines: Round = async (host) => {
  const { nodes } = await host.call(engines, {});
  const looks = nodes.map(({ name, status, reason }): Look => ({
    kind: "node",
    subject: { kind: "node", key: `node/${name}`, node: name, project: null, name },
    trouble: "node_lost",
    severity: "critical",
    detail: status === "lost" ? `${name} does not answer: ${maskSecrets(reason ?? "no reason given")}` : `${name} answers`,
    reading: status === "lost" ? "bad" : status === "connected" ? "good" : "unknown",
  }));
  return { looks, unseen: NONE };
};

export const lookAtCertificates: Round = async (host, limits) => {
  const now = host.clock.now();
  const known = (await host.call(monitors, { beats: 0 })).monitors;
  const looks = known.map(({ id, node, project, service, certificateExpiresAt }): Look => {
    const { reading, severity } = readCertificate(certificateExpiresAt === null ? null : Date.parse(certificateExpiresAt), now, limits);
    return {
      kind: "certificate",
      subject: { kind: "certificate", key: `certificate/${id}`, node, project, name: service },
      trouble: "certificate_ending",
      severity,
      detail: `the certificate of ${service} ${severity === "critical" ? "has ended" : "ends"} at ${certificateExpiresAt ?? "an unknown time"}`,
      reading,
    };
  });
  return { looks, unseen: NONE };
};

/** @param upBefore the keys of targets that were up since Hydra started; grows with each round */
export function lookAtTargets(upBefore: Set<string>): Round {
  return async (host) => {
    if (host.integration("prometheus") === undefined) return null;
    const { targets: known, ageSeconds, failure } = await host.call(targets, {});
    if (failure !== null || ageSeconds === null || ageSeconds > FRESH_SECONDS) return null;
    const looks = known.map(({ job, instance, health, lastError }): Look => {
      const key = `target/${job}/${instance}`;
      if (health === "up") upBefore.add(key);
      return {
        kind: "target",
        subject: { kind: "target", key, node: instance, project: null, name: `${job} ${instance}` },
        trouble: "target_gone",
        severity: "medium",
        detail:
          health === "gone"
            ? `Prometheus no longer knows ${instance} of ${job}`
            : `${instance} of ${job} is ${health}: ${lastError ?? "no reason given"}`,
        reading: readTarget(health, upBefore.has(key)),
      };
    });
    return { looks, unseen: NONE };
  };
}

function secondsBetween(since: string, until: string): number {
  return (Date.parse(until) - Date.parse(since)) / 1_000;
}

/** The last whole minute may lie before the run. */
function wroteOf(lastMinute = 0, run: { lines: number; since: string; until: string } | null): string {
  if (run === null || run.lines <= lastMinute) return `${lastMinute} error lines in a minute`;
  return `${run.lines} new error lines in ${Math.round(secondsBetween(run.since, run.until))} seconds`;
}

/** @param usualBefore what was usual before a burst that is under way, by key */
export function lookAtErrors(usualBefore: Map<string, number | null>, isBad: (key: string) => boolean): Round {
  return async (host, limits) => {
    const { containers } = await host.call(errors, {});
    const looks = containers.map((figures): Look => {
      const { container: name, node, project, key, line, minutes, run } = figures;
      if (!isBad(key)) usualBefore.set(key, figures.usualPerMinute);
      const usual = usualBefore.get(key) ?? null;
      return {
        kind: "error-burst",
        subject: { kind: "container", key, node, project, name },
        trouble: "error_burst",
        severity: "medium",
        detail: `${name} wrote ${wroteOf(minutes[0]?.errors, run)}, usually ${usual ?? "an unknown number"}${line === null ? "" : `: ${line}`}`,
        reading: readErrors({ ...figures, run: run && { ...run, lastsSeconds: secondsBetween(run.since, run.until) } }, usual, limits),
      };
    });
    return { looks, unseen: NONE };
  };
}
