import { fakeDocker, fakeDockerIntegration, fakeHosts } from "../../../../integrations/docker/fake.ts";
import { FakeMachine } from "../../../../integrations/machine/fake.ts";
import { machineSettings } from "../../../../integrations/machine/index.ts";
import type { Prometheus } from "../../../../integrations/prometheus/facts.ts";
import { FakePrometheus, fakePrometheusIntegration } from "../../../../integrations/prometheus/fake.ts";
import { FakeUpstreams, fakeUpstreamsIntegration } from "../../../../integrations/upstreams/fake.ts";
import { ManualClock } from "../../../../kernel/clock.ts";
import { feature } from "../../../../kernel/feature.ts";
import type { Integration } from "../../../../kernel/integration.ts";
import { openTestKernel, type TestKernel } from "../../../../kernel/testing.ts";
import { diagnosis } from "../../../care/diagnosis/index.ts";
import { incidents } from "../../../care/incidents/index.ts";
import { changes } from "../../../watch/changes/index.ts";
import { containers } from "../../../watch/containers/index.ts";
import { dependencies } from "../../../watch/dependencies/index.ts";
import { inventory } from "../../../watch/inventory/index.ts";
import { logs } from "../../../watch/logs/index.ts";
import { monitors } from "../../../watch/monitors/index.ts";
import { telemetryBoard } from "../../../watch/telemetry/board.ts";
import { telemetry } from "../../../watch/telemetry/index.ts";
import { verdicts } from "../../../watch/verdicts/index.ts";
import { optimization } from "../index.ts";
import { patterns, suggestions } from "../operations.ts";
import type { Suggestion, UsagePattern } from "../shapes.ts";

const paced = feature({ ...telemetry, start: (host) => host.part(telemetryBoard).open() });
const FEATURES = [inventory, containers, dependencies, paced, logs, monitors, verdicts, changes, diagnosis, incidents, optimization];

function machineIntegration(client: FakeMachine | undefined): Integration {
  const connected = { client, probe: async () => ({ status: "well", detail: "" }) as const, close: async () => undefined };
  const made = {
    name: "machine",
    about: "for a test",
    settings: machineSettings,
    hint: "",
    connect: async () => (client === undefined ? null : connected),
  };
  return made as unknown as Integration;
}

/** A pretended home that is measured when a test says so. */
export class Home {
  readonly clock = new ManualClock(Date.UTC(2026, 5, 1));
  readonly engine = fakeDocker({ name: "tower", clock: this.clock });
  readonly prometheus = new FakePrometheus(this.clock);
  /** A real one in the place of the pretended. */
  realPrometheus: (Prometheus & { poll(): Promise<void> }) | undefined;
  readonly upstreams = new FakeUpstreams();
  machine: FakeMachine | undefined = new FakeMachine("tower", this.clock);

  open(home?: string): Promise<TestKernel> {
    return openTestKernel({
      features: FEATURES,
      integrations: [
        fakeDockerIntegration(fakeHosts(this.engine)),
        machineIntegration(this.machine),
        fakePrometheusIntegration(this.realPrometheus ?? this.prometheus),
        fakeUpstreamsIntegration(this.upstreams),
      ],
      clock: this.clock,
      ...(home !== undefined && { home }),
    });
  }

  /** So many five minutes go by, each measured once. */
  async live({ kernel }: TestKernel, count: number, between: (index: number) => void = () => undefined): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.clock.advance(300_000);
      between(index);
      if (!this.prometheus.isDown) await (this.realPrometheus ?? this.prometheus).poll();
      await kernel.hostOf("telemetry").part(telemetryBoard).round(new AbortController().signal);
    }
  }
}

export interface Suggested {
  suggestions: Suggestion[];
  measuredAt: string | null;
  sources: { name: string; of: string }[];
}

export function suggested({ kernel }: TestKernel, input: { node?: string } = {}): Promise<Suggested> {
  return kernel.callAsOwner(suggestions, input) as Promise<Suggested>;
}

export async function patternsOf({ kernel }: TestKernel, input: Record<string, unknown> = {}): Promise<UsagePattern[]> {
  return ((await kernel.callAsOwner(patterns, input)) as { patterns: UsagePattern[] }).patterns;
}
