import { integrations, wings } from "../../src/composition.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration, type FakeDocker } from "../../src/integrations/docker/fake.ts";
import { FakeMachine } from "../../src/integrations/machine/fake.ts";
import { fakeModel, FakeUpstreams, fakeUpstreamsIntegration } from "../../src/integrations/upstreams/fake.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import type { Integration } from "../../src/kernel/integration.ts";
import { startHydra, type StartedHydra } from "./started-hydra.ts";

/** The real composition on a pretended machine and a pretended Docker engine with containers: one is well, one is done, one crashed. */
export async function startComposedHydra(): Promise<StartedHydra> {
  const docker = fakeDocker({ isConnecting: true });
  const hydra = await startHydra({
    wings,
    integrations: integrations.map((real) =>
      real.name === "docker"
        ? fakeDockerIntegration(docker)
        : real.name === "machine"
          ? pretendedMachine(real)
          : real.name === "upstreams"
            ? fakeUpstreamsIntegration(new FakeUpstreams("small", "large", fakeModel("embedder", { kind: "embedding" })))
            : real,
    ),
  });
  fill(docker);
  return hydra;
}

function pretendedMachine(real: Integration): Integration {
  return {
    ...real,
    connect: () =>
      Promise.resolve({
        client: new FakeMachine("home", systemClock),
        probe: () => Promise.resolve({ status: "well" as const, detail: "Pretended." }),
        close: () => Promise.resolve(),
      }) as never,
  };
}

function fill(docker: FakeDocker): void {
  const healthCheck = { test: ["CMD", "/web", "--check"], intervalMs: 1_000, timeoutMs: 1_000, startPeriodMs: 0, retries: 1 };
  docker.add(
    containerFacts({
      name: "web",
      health: "healthy",
      healthCheck,
      labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
    }),
    containerFacts({ name: "import", state: "exited", exitCode: 0 }),
    // An incident that nobody is told of: it was so before.
    containerFacts({ name: "worker", state: "exited", exitCode: 1, restartPolicy: "on-failure" }),
  );
  docker.log("web", "listening on 8080").log("web", "GET / 200");
  docker.regain();
  // As a real check does some time after a start.
  docker.listen({
    onChange: ({ after }) => {
      if (after?.health === "starting") setImmediate(() => docker.flipHealth(after.id, "healthy"));
    },
  });
}
