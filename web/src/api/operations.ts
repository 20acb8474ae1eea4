import type { z } from "zod";
import type { StreamOutput } from "../../../src/kernel/operation.ts";
import type * as diagnosis from "../../../src/features/care/diagnosis/operations.ts";
import type * as failuresInvestigation from "../../../src/features/care/failures/investigation/operations.ts";
import type * as failures from "../../../src/features/care/failures/operations.ts";
import type * as failuresSuspects from "../../../src/features/care/failures/suspects/operations.ts";
import type * as healing from "../../../src/features/care/healing/operations.ts";
import type * as incidents from "../../../src/features/care/incidents/operations.ts";
import type * as capabilities from "../../../src/features/mind/capabilities/operations.ts";
import type * as gateway from "../../../src/features/mind/gateway/operations.ts";
import type * as knowledgeImporting from "../../../src/features/mind/knowledge/importing/operations.ts";
import type * as knowledgeLifecycle from "../../../src/features/mind/knowledge/lifecycle/operations.ts";
import type * as knowledge from "../../../src/features/mind/knowledge/operations.ts";
import type * as preferencesExchange from "../../../src/features/mind/preferences/exchange/operations.ts";
import type * as preferences from "../../../src/features/mind/preferences/operations.ts";
import type * as preferencesStyle from "../../../src/features/mind/preferences/style/operations.ts";
import type * as prompts from "../../../src/features/mind/prompts/operations.ts";
import type * as routing from "../../../src/features/mind/routing/operations.ts";
import type * as optimization from "../../../src/features/order/optimization/operations.ts";
import type * as access from "../../../src/features/people/access/operations.ts";
import type * as accessReach from "../../../src/features/people/access/reach/operations.ts";
import type * as drills from "../../../src/features/proof/drills/operations.ts";
import type * as activity from "../../../src/features/self/activity/operations.ts";
import type * as approvals from "../../../src/features/self/approvals/operations.ts";
import type * as grantsChoice from "../../../src/features/self/grants/choice/operations.ts";
import type * as grantsEarned from "../../../src/features/self/grants/earned/operations.ts";
import type * as grants from "../../../src/features/self/grants/operations.ts";
import type * as jobs from "../../../src/features/self/jobs/operations.ts";
import type * as notifications from "../../../src/features/self/notifications/operations.ts";
import type * as settingsConnections from "../../../src/features/self/settings/connections/operations.ts";
import type * as settingsGuide from "../../../src/features/self/settings/guide/operations.ts";
import type * as settingsFile from "../../../src/features/self/settings/file/operations.ts";
import type * as settings from "../../../src/features/self/settings/operations.ts";
import type * as changes from "../../../src/features/watch/changes/operations.ts";
import type * as containersActing from "../../../src/features/watch/containers/acting/operations.ts";
import type * as containersLinking from "../../../src/features/watch/containers/linking/operations.ts";
import type * as containers from "../../../src/features/watch/containers/operations.ts";
import type * as dependencies from "../../../src/features/watch/dependencies/operations.ts";
import type * as inventory from "../../../src/features/watch/inventory/operations.ts";
import type * as logs from "../../../src/features/watch/logs/operations.ts";
import type * as monitors from "../../../src/features/watch/monitors/operations.ts";
import type * as overview from "../../../src/features/watch/overview/operations.ts";
import type * as telemetry from "../../../src/features/watch/telemetry/operations.ts";
import type * as verdicts from "../../../src/features/watch/verdicts/operations.ts";

/** The operations among what a module exports. */
type OperationsOf<Module> = Extract<Module[keyof Module], { http: string; input: z.ZodType }>;

type PageOperation =
  | OperationsOf<typeof diagnosis>
  | OperationsOf<typeof failuresInvestigation>
  | OperationsOf<typeof failures>
  | OperationsOf<typeof failuresSuspects>
  | OperationsOf<typeof healing>
  | OperationsOf<typeof incidents>
  | OperationsOf<typeof capabilities>
  | OperationsOf<typeof gateway>
  | OperationsOf<typeof knowledgeImporting>
  | OperationsOf<typeof knowledgeLifecycle>
  | OperationsOf<typeof knowledge>
  | OperationsOf<typeof preferencesExchange>
  | OperationsOf<typeof preferences>
  | OperationsOf<typeof preferencesStyle>
  | OperationsOf<typeof prompts>
  | OperationsOf<typeof routing>
  | OperationsOf<typeof optimization>
  | OperationsOf<typeof access>
  | OperationsOf<typeof accessReach>
  | OperationsOf<typeof drills>
  | OperationsOf<typeof activity>
  | OperationsOf<typeof approvals>
  | OperationsOf<typeof grantsChoice>
  | OperationsOf<typeof grantsEarned>
  | OperationsOf<typeof grants>
  | OperationsOf<typeof jobs>
  | OperationsOf<typeof notifications>
  | OperationsOf<typeof settingsConnections>
  | OperationsOf<typeof settingsFile>
  | OperationsOf<typeof settingsGuide>
  | OperationsOf<typeof settings>
  | OperationsOf<typeof changes>
  | OperationsOf<typeof containersActing>
  | OperationsOf<typeof containersLinking>
  | OperationsOf<typeof containers>
  | OperationsOf<typeof dependencies>
  | OperationsOf<typeof inventory>
  | OperationsOf<typeof logs>
  | OperationsOf<typeof monitors>
  | OperationsOf<typeof overview>
  | OperationsOf<typeof telemetry>
  | OperationsOf<typeof verdicts>;

/** `METHOD /path/{parameter}` of every operation: by it the page calls one, and its types are that operation's own. */
export type Route = PageOperation["http"];
export type ReadRoute = Extract<Route, `GET ${string}`>;
export type ChangeRoute = Exclude<Route, ReadRoute>;

type At<R extends Route> = Extract<PageOperation, { http: R }>;

/** What an operation takes, before its defaults are filled in. */
export type InputOf<R extends Route> = z.input<At<R>["input"]>;

/** What an operation answers. */
export type AnswerOf<R extends Route> = z.output<Extract<At<R>["output"], z.ZodType>>;

/** What an operation answers piece by piece. */
export type ItemOf<R extends Route> = At<R>["output"] extends StreamOutput<infer Item> ? Item : never;

export type StreamRoute = { [R in Route]: [ItemOf<R>] extends [never] ? never : R }[Route];

export type OperationName = PageOperation["name"];
