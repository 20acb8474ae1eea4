/**
 * One of the two servers that `bench/list.ts` compares, in a process of its own: `hydra` has 200 pretended containers,
 * `bare` is Hono alone with the bytes that it is sent. Answers over IPC: its port first, then its CPU time when asked.
 */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { serveTestKernel } from "../../src/doors/testing/served.ts";
import { containers } from "../../src/features/watch/containers/index.ts";
import { inventory } from "../../src/features/watch/inventory/index.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration } from "../../src/integrations/docker/fake.ts";

export const CONTAINERS = 200;

export type Told = { port: number; token: string } | { cpuMs: number };
export type Wish = { serve: "hydra" } | { serve: "bare"; bytes: string } | "cpu";

function tell(told: Told): void {
  process.send?.(told);
}

async function serveHydra(): Promise<void> {
  const docker = fakeDocker();
  for (let index = 0; index < CONTAINERS; index += 1) {
    docker.add(
      containerFacts({
        id: index.toString(16).padStart(64, "0"),
        name: `container-${index}`,
        labels: { "com.docker.compose.project": `project-${index % 20}`, "com.docker.compose.service": `service-${index}` },
      }),
    );
  }
  const { port, token } = await serveTestKernel({ features: [inventory, containers], integrations: [fakeDockerIntegration(docker)] });
  tell({ port, token });
}

function serveBare(bytes: string): void {
  const app = new Hono();
  app.get("/containers/list", (context) => context.body(bytes, 200, { "content-type": "application/json" }));
  // It waits for its turn longer than Node keeps a connection by itself.
  serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0, serverOptions: { keepAliveTimeout: 65_000 } }, ({ port }) =>
    tell({ port, token: "" }),
  );
}

process.on("message", (wish: Wish) => {
  if (wish === "cpu") {
    const { user, system } = process.cpuUsage();
    tell({ cpuMs: (user + system) / 1_000 });
  } else if (wish.serve === "bare") serveBare(wish.bytes);
  else void serveHydra();
});
process.on("disconnect", () => process.exit(0));
