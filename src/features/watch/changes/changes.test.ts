import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { containerFacts } from "../../../integrations/docker/fake.ts";
import type { ContainerFacts } from "../../../integrations/docker/facts.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { containers } from "../containers/index.ts";
import { WAIT, Watched } from "../containers/testing/watched.ts";
import { inventory } from "../inventory/index.ts";
import { monitors } from "../monitors/index.ts";
import { telemetry } from "../telemetry/index.ts";
import { changes } from "./index.ts";
import { list } from "./operations.ts";

const labels = { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" };
const port = (hostPort: number) => ({ containerPort: 80, protocol: "tcp" as const, hostIp: "127.0.0.1", hostPort });

let clock: ManualClock;
let watched: Watched;
let ids = 0;
beforeEach(async () => {
  ids = 0;
  clock = new ManualClock();
  watched = await new Watched([inventory, containers, telemetry, monitors, changes], { clock }).start();
});
afterEach(() => watched[Symbol.asyncDispose]());

/** The next container under the same identity. */
function created(facts: Partial<ContainerFacts> = {}): ContainerFacts {
  ids += 1;
  return containerFacts({
    id: String(ids).repeat(64),
    name: "shop-web-1",
    image: "nginx:1.27",
    imageId: `sha256:${ids}`,
    labels,
    ...facts,
  });
}

async function snapshots(): Promise<number> {
  const rows = await watched.test.kernel.store
    .tables<{ changes_snapshots: { subject: string; snapshot: string } }>()
    .selectFrom("changes_snapshots")
    .select("subject")
    .where("subject", "like", "container:%")
    .execute();
  return rows.length;
}

async function recreate(before: Partial<ContainerFacts>, after: Partial<ContainerFacts>): Promise<void> {
  watched.docker.add(created(before));
  await vi.waitFor(async () => expect(await snapshots()).toBe(1), WAIT);
  watched.docker.remove("shop-web-1");
  clock.advance(1_000);
  watched.docker.add(created(after));
}

async function said(input: object = {}): Promise<string[]> {
  return ((await watched.call(list, input))["changes"] as { what: string }[]).map(({ what }) => what);
}

describe("a recreation", () => {
  test("with a new image, variable, port and mount is told in plain words, once", async () => {
    await recreate(
      { envNames: ["PATH", "OLD"], ports: [port(8_080)], memoryLimitBytes: null },
      {
        image: "nginx:1.29",
        envNames: ["NEW", "PATH"],
        ports: [port(8_081)],
        mounts: [{ kind: "bind", source: "/srv/shop", target: "/data", isWritable: false }],
        memoryLimitBytes: 512 * 1_048_576,
      },
    );
    const expected = [
      "image changed from nginx:1.27 to nginx:1.29",
      "environment variable NEW was added",
      "environment variable OLD was removed",
      "mount /srv/shop:/data:ro was added",
      "port 127.0.0.1:8081->80/tcp was added",
      "port 127.0.0.1:8080->80/tcp was removed",
      "memory limit was set to 512 MiB",
    ];
    await vi.waitFor(async () => expect(await said()).toHaveLength(expected.length), WAIT);
    expect((await said()).toSorted()).toEqual(expected.toSorted());
    await vi.waitFor(async () => expect(await watched.told("change.noticed")).toHaveLength(expected.length), WAIT);
    expect((await watched.told("change.noticed"))[0]?.data).toMatchObject({ kind: "container", node: "home", name: "shop-web-1" });
  });

  test("as it was is no change, and neither is being stopped and started", async () => {
    await recreate({ imageId: "sha256:same", ports: [port(8_080)] }, { imageId: "sha256:same", ports: [port(8_080)] });
    watched.docker.stop("shop-web-1").start("shop-web-1");
    watched.docker.change("shop-web-1", { memoryLimitBytes: 1_048_576 });
    await vi.waitFor(async () => expect(await said()).toEqual(["memory limit was set to 1 MiB"]), WAIT);
  });

  test("with the same tag and new content says that", async () => {
    await recreate({}, {});
    await vi.waitFor(async () => expect(await said()).toEqual(["the image under the same name has new content"]), WAIT);
  });

  test("is noticed also when Hydra was down meanwhile", async () => {
    watched.docker.add(created());
    await vi.waitFor(async () => expect(await snapshots()).toBe(1), WAIT);
    await watched.test.kernel.stop();
    watched.docker.remove("shop-web-1").add(created({ image: "nginx:1.29" }));
    await watched.start();
    await vi.waitFor(async () => expect(await said()).toEqual(["image changed from nginx:1.27 to nginx:1.29"]), WAIT);
  });
});

test("an errand of compose run is compared with nothing", async () => {
  watched.docker.add(
    created({ name: "shop-web-run-1", labels: { ...labels, "com.docker.compose.oneoff": "True" } }),
    created({ name: "other", labels: {} }),
  );
  await vi.waitFor(async () => expect(await snapshots()).toBe(1), WAIT);
});

test("the list is filtered by time, node and name", async () => {
  await recreate({}, { image: "nginx:1.29" });
  await vi.waitFor(async () => expect(await said()).toHaveLength(1), WAIT);
  expect(await said({ name: "shop-web-1", node: "home" })).toHaveLength(1);
  expect(await said({ name: "other" })).toEqual([]);
  expect(await said({ node: "attic" })).toEqual([]);
  expect(await said({ since: new Date(clock.now()).toISOString() })).toHaveLength(1);
  expect(await said({ since: new Date(clock.now() + 1).toISOString() })).toEqual([]);
  await expect(said({ since: "yesterday" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("names of things that look like code are told as they are", async () => {
  const hostile = "<b>\u001b[31m__proto__\u202e";
  await recreate({}, { envNames: ["PATH", hostile, "__proto__"], imageId: "sha256:1" });
  await vi.waitFor(
    async () =>
      expect((await said()).toSorted()).toEqual(
        [`environment variable ${hostile} was added`, "environment variable __proto__ was added"].toSorted(),
      ),
    WAIT,
  );
});
