import type { Severity } from "../../../self/notifications/events.ts";
import type { Reading } from "./gate.ts";
import type { MeasuredLimits } from "./limits.ts";

/** What one look at a thing says, in numbers turned into a word. Everything here is pure. */

const GIB = 1_073_741_824;
const DAY_MS = 86_400_000;

/** Whatever share it is: with less than this a database cannot even tidy up. */
const LEAST_ROOM_BYTES = 2 * GIB;
/** A boot partition has less than that from the start: only one that is mostly used counts. */
const MOSTLY_USED = 0.8;
/** Clearly better: so much below the share, or so much above the room, that was too little. */
const SHARE_MARGIN = 0.03;
const ROOM_MARGIN = 1.25;

export interface DiskFigures {
  usedBytes: number;
  availableBytes: number;
}

/** Is a disk nearly full? Share and room count together: a tenth of a large disk is plenty, two gigabytes are not. */
export function readDisk(
  { usedBytes, availableBytes }: DiskFigures,
  limits: Pick<MeasuredLimits, "diskFullPercent" | "diskRoomGiB">,
): Reading {
  const size = usedBytes + availableBytes;
  if (size === 0) return "unknown";
  const share = usedBytes / size;
  const most = limits.diskFullPercent / 100;
  const room = limits.diskRoomGiB * GIB;
  if ((share >= most && availableBytes < room) || (share >= MOSTLY_USED && availableBytes < LEAST_ROOM_BYTES)) return "bad";
  const hasShare = share < most - SHARE_MARGIN || availableBytes >= room * ROOM_MARGIN;
  const hasRoom = availableBytes >= LEAST_ROOM_BYTES * ROOM_MARGIN || share < MOSTLY_USED - SHARE_MARGIN;
  return hasShare && hasRoom ? "good" : "between";
}

/** Is a machine nearly out of memory? Over once twice as much is free. */
export function readMemory(
  { usedBytes, totalBytes }: { usedBytes: number; totalBytes: number },
  { memoryFreePercent }: Pick<MeasuredLimits, "memoryFreePercent">,
): Reading {
  if (totalBytes === 0) return "unknown";
  const freePercent = (100 * (totalBytes - usedBytes)) / totalBytes;
  if (freePercent < memoryFreePercent) return "bad";
  return freePercent >= 2 * memoryFreePercent ? "good" : "between";
}

/** A renewed certificate lasts weeks longer: a day more is no renewal. */
const RENEWED_DAYS = 1;
const SOON_DAYS = 3;

/** How near is the end of a certificate? */
export function readCertificate(
  expiresAt: number | null,
  now: number,
  { certificateDays }: Pick<MeasuredLimits, "certificateDays">,
): { reading: Reading; severity: Severity } {
  if (expiresAt === null) return { reading: "unknown", severity: "low" };
  const days = (expiresAt - now) / DAY_MS;
  const severity = days <= 0 ? "critical" : days <= SOON_DAYS ? "high" : "low";
  return { reading: days <= certificateDays ? "bad" : days > certificateDays + RENEWED_DAYS ? "good" : "between", severity };
}

/** Is a target of Prometheus gone that was up before? One that never was up is somebody's work in progress. */
export function readTarget(health: "up" | "down" | "unknown" | "gone", wasUp: boolean): Reading {
  if (health === "up") return "good";
  if (health === "unknown") return "unknown";
  return wasUp ? "bad" : "unknown";
}

export interface ErrorFigures {
  /** Null while it is not known. */
  usualPerMinute: number | null;
  /** Whole minutes, newest first. */
  minutes: readonly { errors: number; fresh: number }[];
  /** New lines that still come; `lastsSeconds` from its first to its last. */
  run: { lines: number; lastsSeconds: number; quietSeconds: number } | null;
}

/** A burst is this many times the usual, and it is over below this many times. */
const BURST_TIMES = 10;
const CALM_TIMES = 3;
const BURST_MINUTES = 2;
/** Where nobody knows what is usual yet: so long, so much denser, and not what it says while it starts. */
const SUDDEN_SECONDS = 45;
const SUDDEN_TIMES = 3;
const QUIET_SECONDS = 10;

/**
 * Does a container write a burst of new error lines? Two minutes in a row, each with ten times as many as usual, at least half of
 * them unlike any before: the same complaint as every night is none. While it is watched for too short a time to know
 * what is usual, new lines have to come densely for three quarters of a minute, after a while without any: what waits for its
 * database complains from the start.
 * @param usual the usual rate before the burst that is under way, so that a long one does not become what is usual
 */
export function readErrors(
  { minutes, run }: ErrorFigures,
  usual: number | null,
  { errorBurstLines }: Pick<MeasuredLimits, "errorBurstLines">,
): Reading {
  const last = minutes.slice(0, BURST_MINUTES);
  if (usual === null && run !== null && run.quietSeconds >= QUIET_SECONDS) {
    const isDense = run.lines * 60 >= SUDDEN_TIMES * errorBurstLines * Math.max(run.lastsSeconds, SUDDEN_SECONDS);
    return isDense && run.lastsSeconds >= SUDDEN_SECONDS ? "bad" : "between";
  }
  if (last.length < BURST_MINUTES) return "unknown";
  if (usual === null) return last.every(({ errors }) => errors < errorBurstLines / 4) ? "good" : "unknown";
  const isBurst = last.every(({ errors, fresh }) => fresh >= errorBurstLines && errors >= BURST_TIMES * usual && fresh * 2 >= errors);
  if (isBurst) return "bad";
  return last.every(({ errors }) => errors < Math.max(errorBurstLines / 4, CALM_TIMES * usual)) ? "good" : "between";
}
