import { HydraError } from "../../../../kernel/errors.ts";
import { didYouMean } from "../../../../kernel/suggest.ts";
import type { TelemetryBoard } from "../board.ts";
import { SLOT_MS, SLOTS } from "./rings.ts";
import { BUCKET_MS, bucketOf, columnOf, rollUp } from "./rollups.ts";
import { bucketPoints, slotPoints, type Point } from "./series.ts";
import { metricNames, subjectId, type Subject, type SubjectKind } from "./subjects.ts";

export interface SeriesRequest {
  kind: SubjectKind;
  name: string;
  node: string | undefined;
  metric: string;
  from: number;
  to: number;
  resolution: "auto" | "10s" | "5m";
}

export interface SeriesAnswer {
  subject: Subject;
  stepMs: number;
  points: Point[];
}

/** One metric of one subject over time: from the rings as long as they reach, else in steps of five minutes. */
export async function readSeries(board: TelemetryBoard, request: SeriesRequest, now: number): Promise<SeriesAnswer> {
  const { from, to, kind, metric } = request;
  if (from > to) throw new HydraError("invalid_input", "from is later than to.");
  const column = columnOf({ kind }, metric);
  if (column < 0) {
    const names = metricNames(kind);
    throw new HydraError("invalid_input", `A ${kind} has no metric "${metric}".${didYouMean(metric, names)} It has ${names.join(", ")}.`);
  }
  const subject = findSubject(board, request);
  const id = subjectId(subject);
  const isFine = request.resolution === "10s" || (request.resolution === "auto" && from >= now - SLOTS * SLOT_MS);
  if (isFine) return { subject, stepMs: SLOT_MS, points: slotPoints(board.rings, id, column, from, to) };
  const stored = await board.store.rollups(subject, bucketOf(from), to);
  const unfinished = rollUp(board.rings, board.rolledThrough, board.rings.head).flatMap(({ at, rollups }) => {
    const rollup = rollups.get(id);
    return rollup === undefined || at < bucketOf(from) || at > to ? [] : [{ at, rollup }];
  });
  return { subject, stepMs: BUCKET_MS, points: bucketPoints([...stored, ...unfinished], column) };
}

/** Whoever was measured within the kept time and is called so: by name, by key, a container also by the beginning of its id. */
function findSubject(board: TelemetryBoard, { kind, name, node }: SeriesRequest): Subject {
  const known = new Map(
    [...board.store.subjects, ...[...board.rings.series.values()].map(({ subject }) => subject)].map((subject) => [
      subjectId(subject),
      subject,
    ]),
  );
  const candidates = [...known.values()].filter((subject) => subject.kind === kind && (node === undefined || subject.node === node));
  const keysById = new Set(
    kind === "container" && name.length >= 12
      ? board.presented.containers.containers.filter(({ id }) => id.startsWith(name)).map(({ key }) => key)
      : [],
  );
  const found = candidates.filter((subject) => subject.name === name || subject.key === name || keysById.has(subject.key));
  const [first] = found;
  if (first === undefined) {
    const names = candidates.map((subject) => subject.name);
    throw new HydraError("not_found", `No ${kind} called "${name}" was measured in the last seven days.${didYouMean(name, names)}`);
  }
  // A container that was renamed or moved leaves an older subject of the same name: on one node the one that is measured now is meant.
  const nodes = new Set(found.map((subject) => subject.node));
  if (nodes.size > 1) throw new HydraError("invalid_input", `"${name}" exists on ${[...nodes].join(", ")}: say which by node.`);
  return found.find((subject) => board.rings.series.has(subjectId(subject))) ?? first;
}
