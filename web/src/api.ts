import type { z } from "zod";
import type { list as incidentsList, show as incidentsShow } from "../../src/features/care/incidents/operations.ts";
import type { list as approvalsList } from "../../src/features/self/approvals/operations.ts";
import type { choice as grantsChoice } from "../../src/features/self/grants/choice/operations.ts";
import type { offers as grantsOffers } from "../../src/features/self/grants/earned/operations.ts";
import type { list as grantsList } from "../../src/features/self/grants/operations.ts";
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
export type Incidents = AnswerOf<typeof incidentsList>;
export type Incident = Incidents["incidents"][number];
export type Story = AnswerOf<typeof incidentsShow>;
export type Approvals = AnswerOf<typeof approvalsList>;
export type Approval = Approvals["approvals"][number];
export type Choice = AnswerOf<typeof grantsChoice>;
export type Offers = AnswerOf<typeof grantsOffers>;
export type Grants = AnswerOf<typeof grantsList>;

/** Each read that the page makes, by its path. */
export interface Reads {
  "/overview": Overview;
  "/cluster/status": Cluster;
  "/containers/list": Containers;
  "/verdicts": Verdicts;
  "/verdicts/findings": Findings;
  "/monitors": Monitors;
  "/incidents": Incidents;
  [story: `/incidents/${string}`]: Story;
  "/approvals": Approvals;
  "/grants": Grants;
  "/grants/choice": Choice;
  "/grants/offers": Offers;
}

export class NotSignedIn extends Error {}

/** What was asked for does not exist: asking again does not help. */
export class NotThere extends Error {}

/**
 * Every request of the page: with the browser's cookie and the page's key.
 *
 * @throws NotSignedIn when either is missing or over; NotThere for what does not exist; Error for any other refusal
 */
export async function ask(path: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const key = pageKeyHeaders();
  if (key === null) throw new NotSignedIn();
  const response = await fetch(path, { headers: { accept, ...key }, signal });
  if (response.status === 401) throw new NotSignedIn();
  if (response.status === 404) throw new NotThere(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response;
}

/** Every change that the page makes. @throws NotSignedIn when this browser was never signed in */
export function send(method: string, path: string, body: object = {}): Promise<Response> {
  const key = pageKeyHeaders();
  if (key === null) throw new NotSignedIn();
  const carriesBody = method !== "DELETE";
  return fetch(path, {
    method,
    headers: { accept: "application/json", ...key, ...(carriesBody ? { "content-type": "application/json" } : {}) },
    ...(carriesBody ? { body: JSON.stringify(body) } : {}),
  });
}

/** Read one path. @throws as `ask` does */
export async function read<Path extends keyof Reads>(path: Path, signal?: AbortSignal): Promise<Reads[Path]> {
  const response = await ask(path, "application/json", signal);
  return (await response.json()) as Reads[Path];
}
