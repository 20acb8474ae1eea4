import { fakeDocker, type FakeDocker } from "../../../../integrations/docker/fake.ts";
import { upstreams } from "../../../../integrations/upstreams/index.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import type { Feature } from "../../../../kernel/feature.ts";
import type { Integration } from "../../../../kernel/integration.ts";
import { testFeature } from "../../../../kernel/testing.ts";
import { approvals } from "../../../self/approvals/index.ts";
import { deedJudged, grantChanged } from "../../../self/grants/events.ts";
import { grants } from "../../../self/grants/index.ts";
import { put, remove } from "../../../self/grants/operations.ts";
import { noticeRaised } from "../../../self/notifications/events.ts";
import { changes } from "../../../watch/changes/index.ts";
import { containers } from "../../../watch/containers/index.ts";
import { Watched } from "../../../watch/containers/testing/watched.ts";
import { dependencies } from "../../../watch/dependencies/index.ts";
import { inventory } from "../../../watch/inventory/index.ts";
import { logs } from "../../../watch/logs/index.ts";
import { monitors } from "../../../watch/monitors/index.ts";
import { telemetry } from "../../../watch/telemetry/index.ts";
import { verdicts } from "../../../watch/verdicts/index.ts";
import { diagnosis } from "../../diagnosis/index.ts";
import { healing } from "../../healing/index.ts";
import { incidents } from "../../incidents/index.ts";
import { failures } from "../index.ts";

const FEATURES: readonly Feature[] = [
  approvals,
  testFeature({ name: "grants", operations: [put, remove], events: [deedJudged, grantChanged], migrations: grants.migrations ?? [] }),
  testFeature({ name: "notifications", events: [noticeRaised] }),
  inventory,
  dependencies,
  containers,
  telemetry,
  logs,
  monitors,
  changes,
  verdicts,
  diagnosis,
  incidents,
  healing,
  failures,
];

/** A pretended home whose failures are kept: empty, until containers are added to the engine. */
export async function openHome(
  clock: Clock,
  docker: FakeDocker = fakeDocker({ clock }),
  settings: Record<string, Record<string, unknown>> = {},
): Promise<Watched> {
  const integrations = [upstreams as unknown as Integration];
  return new Watched(FEATURES, { clock, engines: [docker], integrations, settings }).start();
}
