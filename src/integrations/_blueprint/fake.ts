import { HydraError } from "../../kernel/errors.ts";
import type { Air, Blueprint } from "./client.ts";

/** An air sensor in memory: it measures what it is told, and fails when it is told to. */
export class FakeBlueprint implements Blueprint {
  air: Air = { temperatureC: 21.5, humidityPercent: 48, measuredAt: "2026-01-01T00:00:00.000Z" };
  failure: "upstream_failed" | "upstream_unauthorized" | null = null;

  async readAir(): Promise<Air> {
    if (this.failure !== null) throw new HydraError(this.failure, "The fake sensor was told to fail.");
    return { ...this.air };
  }
}
