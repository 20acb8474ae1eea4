import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docsAnswer } from "../../src/doors/docs/index.ts";
import { createHttpApp } from "../../src/doors/http/app.ts";
import { Page } from "../../src/doors/http/page.ts";
import { listen } from "../../src/doors/http/server.ts";
import { mcpHandler } from "../../src/doors/mcp/index.ts";
import { openApiDocument } from "../../src/doors/openapi/index.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { loadConfig, serverSettings } from "../../src/kernel/config.ts";
import type { Wing } from "../../src/kernel/feature.ts";
import type { Integration } from "../../src/kernel/integration.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { RateLimits } from "../../src/kernel/limits.ts";
import { silentLog } from "../../src/kernel/log.ts";
import { Registry } from "../../src/kernel/registry.ts";

export interface StartedHydra {
  kernel: Kernel;
  registry: Registry;
  home: string;
  version: string;
  /** `http://127.0.0.1:PORT`, of the tools API and of the control plane. */
  tools: string;
  control: string;
  /** The owner's. */
  token: string;
  end(): Promise<void>;
}

export interface Composition {
  wings: readonly Wing[];
  integrations: readonly Integration[];
}

const version = "0.0.0-test";

/** A whole Hydra on ports and a folder of its own: what `hydra up` starts, in this process. */
export async function startHydra({ wings, integrations }: Composition): Promise<StartedHydra> {
  const home = mkdtempSync(join(tmpdir(), "hydra-doors-"));
  const registry = new Registry(wings, integrations);
  const config = loadConfig([serverSettings, ...registry.settings], { file: join(home, "hydra.yaml"), env: {}, flags: {} });
  const kernel = await Kernel.open({ registry, config, home, version, log: silentLog });
  const draining = new AbortController();
  const mcp = mcpHandler(kernel.services);
  const fetch = createHttpApp({
    services: kernel.services,
    limits: new RateLimits(systemClock),
    log: silentLog,
    page: new Page(join(home, "no-page")),
    neighbours: { openApi: () => openApiDocument(registry, version), docs: docsAnswer, mcp },
    stopping: draining.signal,
  });
  const tools = await listen(fetch, "127.0.0.1", 0, "--tools-port");
  const control = await listen(fetch, "127.0.0.1", 0, "--control-port");
  kernel.lock.announce({ pid: process.pid, version, toolsPort: tools.port, controlPort: control.port });
  await kernel.start();
  return {
    kernel,
    registry,
    home,
    version,
    tools: `http://127.0.0.1:${tools.port}`,
    control: `http://127.0.0.1:${control.port}`,
    token: readFileSync(join(home, "token"), "utf8").trim(),
    end: async () => {
      draining.abort();
      await Promise.all([tools.close(), control.close()]);
      await kernel.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
