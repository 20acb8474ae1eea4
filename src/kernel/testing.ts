import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, type Clock } from "./clock.ts";
import { loadConfig, serverSettings } from "./config.ts";
import { feature, type Feature } from "./feature.ts";
import type { Integration } from "./integration.ts";
import { Kernel } from "./kernel.ts";
import { silentLog, type Log } from "./log.ts";
import { Registry } from "./registry.ts";

export interface TestKernelOptions {
  features?: readonly Feature[];
  integrations?: readonly Integration[];
  /** Sections of hydra.yaml. */
  settings?: Record<string, Record<string, unknown>>;
  clock?: Clock;
  log?: Log;
  /** A folder of an earlier test kernel, to start again on its state. */
  home?: string;
}

export interface TestKernel extends AsyncDisposable {
  kernel: Kernel;
  home: string;
  /** Stop and delete the state. */
  end(): Promise<void>;
}

/** A started kernel on a folder of its own, for tests: `await using test = await openTestKernel({...})`. */
export async function openTestKernel(options: TestKernelOptions = {}): Promise<TestKernel> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), "hydra-test-"));
  const registry = new Registry([{ name: "tested", features: options.features ?? [] }], options.integrations ?? []);
  const keys = [serverSettings, ...registry.settings];
  const config = loadConfig(keys, { file: join(home, "hydra.yaml"), env: {}, flags: options.settings ?? {} });
  const kernel = await Kernel.open({
    registry,
    config,
    home,
    version: "0.0.0-test",
    log: options.log ?? silentLog,
    clock: options.clock ?? new ManualClock(),
    drainMs: 200,
  });
  await kernel.start();
  const end = async (): Promise<void> => {
    await kernel.stop();
    await rm(home, { recursive: true, force: true });
  };
  return { kernel, home, end, [Symbol.asyncDispose]: end };
}

/** A feature with nothing but what a test says. */
export function testFeature(definition: Partial<Feature> & Pick<Feature, "name">): Feature {
  return feature({ about: "for a test", operations: [], personal: "nothing", ...definition });
}
