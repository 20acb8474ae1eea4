import { expect, test } from "vitest";
import { containerFacts } from "../../../integrations/docker/fake.ts";
import { inventory } from "../inventory/index.ts";
import { containers } from "./index.ts";
import { show } from "./operations.ts";
import { Watched } from "./testing/watched.ts";

test("what is shown of a container holds no secret, also where a flag and its value are two arguments", async () => {
  await using watched = await new Watched([inventory, containers]).start();
  watched.docker.add(
    containerFacts({
      name: "cache",
      entrypoint: ["redis-server", "--requirepass"],
      command: ["first-secret", "--port", "6379"],
      healthCheck: { test: ["CMD", "redis-cli", "-a", "second-secret", "ping"], intervalMs: 1, timeoutMs: 1, startPeriodMs: 0, retries: 1 },
      labels: { "traefik.http.middlewares.a.basicauth.users": "bob:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/" },
    }),
  );
  const shown = await watched.call(show, { name: "cache" });
  expect(shown).toMatchObject({
    entrypoint: ["redis-server", "--requirepass"],
    command: ["***", "--port", "6379"],
    healthCheck: { test: ["CMD", "redis-cli", "-a", "***", "ping"] },
    labels: { "traefik.http.middlewares.a.basicauth.users": "bob:***" },
  });
  expect(JSON.stringify(shown)).not.toMatch(/first-secret|second-secret|H6uskkkW/);
});
