import type { z } from "zod";
import type { list as containersList } from "../../src/features/watch/containers/operations.ts";
import type { list as monitorsList } from "../../src/features/watch/monitors/operations.ts";
import type { cluster as overviewCluster, show as overviewShow } from "../../src/features/watch/overview/operations.ts";
import type { findings as verdictsFindings, list as verdictsList } from "../../src/features/watch/verdicts/operations.ts";
import { pageKeyHeaders } from "./page-key.ts";

/** What an operation answers: the page's types are the operations' own. */
type AnswerOf<Op extends { output: z.ZodType }> = z.output<Op["output"]>;

export type Overview = AnswerOf<typeof overviewShow>;
export type Cluster = AnswerOf<typeof overviewCluster>;
export type ClusterNode = Cluster["nodes"][number];
export type Containers = AnswerOf<typeof containersList>;
export type Container = Containers["containers"][number];
export type Verdicts = AnswerOf<typeof verdictsList>;
export type Ruling = Verdicts["verdicts"][number];
export type Findings = AnswerOf<typeof verdictsFindings>;
export type Finding = Findings["findings"][number];
export type Monitors = AnswerOf<typeof monitorsList>;
export type Monitor = Monitors["monitors"][number];

/** Each read that the page makes, by its path. */
export interface Reads {
  "/overview": Overview;
  "/cluster/status": Cluster;
  "/containers/list": Containers;
  "/verdicts": Verdicts;
  "/verdicts/findings": Findings;
  "/monitors": Monitors;
}

export class NotSignedIn extends Error {}

/**
 * Every request of the page: with the browser's cookie and the page's key.
 *
 * @throws NotSignedIn when either is missing or over; Error for any other refusal
 */
export async function ask(path: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const key = pageKeyHeaders();
  if (key === null) throw new NotSignedIn();
  const response = await fetch(path, { headers: { accept, ...key }, signal });
  if (response.status === 401) throw new NotSignedIn();
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response;
}

/** Read one path. @throws as `ask` does */
export async function read<Path extends keyof Reads>(path: Path, signal?: AbortSignal): Promise<Reads[Path]> {
  const response = await ask(path, "application/json", signal);
  return (await response.json()) as Reads[Path];
}
