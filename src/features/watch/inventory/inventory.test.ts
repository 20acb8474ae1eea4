import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveTestKernel, type Answer, type Served } from "../../../doors/testing/served.ts";
import { containerFacts, fakeDocker, fakeDockerIntegration, type FakeDocker } from "../../../integrations/docker/fake.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { containers } from "../containers/index.ts";
import { inventory } from "./index.ts";

const KEY = "home/shop/web";
const labels = {
  "com.docker.compose.project": "shop",
  "com.docker.compose.service": "web",
  "com.docker.compose.depends_on": "db:service_healthy:false",
  "homepage.href": "https://old.lan/",
};

let docker: FakeDocker;
let served: Served;
beforeEach(async () => {
  const clock = new ManualClock();
  docker = fakeDocker({ clock }).add(containerFacts({ name: "shop-web-1", labels }));
  served = await serveTestKernel({ features: [inventory, containers], integrations: [fakeDockerIntegration(docker)], clock });
});
afterEach(() => served[Symbol.asyncDispose]());

function correct(body: object, token?: string): Promise<Answer> {
  return served.ask("/inventory/corrections", { method: "PUT", body, ...(token === undefined ? {} : { token }) });
}

async function corrections(): Promise<unknown> {
  return (await served.ask("/inventory/corrections")).json()["corrections"];
}

async function shown(): Promise<Record<string, unknown>> {
  return (await served.ask("/containers/show/shop-web-1")).json();
}

describe("a correction", () => {
  test("protects at once, and is told", async () => {
    expect(await shown()).toMatchObject({ container: { protected: false }, protectedBecause: null });
    const said = await correct({ key: KEY, isProtected: true });
    expect(said.json()).toMatchObject({ key: KEY, isProtected: true, dependsOn: null, url: null, by: "person:owner" });
    expect(await shown()).toMatchObject({ container: { protected: true }, protectedBecause: "you said so" });
    expect((await served.ask("/containers/list")).json()).toMatchObject({ containers: [{ name: "shop-web-1", protected: true }] });
    expect((await served.ask("/containers/restart", { body: { name: "shop-web-1" } })).status).toBe(428);
    const events = await served.test.kernel.store
      .tables<{ events: { type: string; data: string } }>()
      .selectFrom("events")
      .select("data")
      .where("type", "=", "inventory.corrected")
      .execute();
    expect(events.map(({ data }) => JSON.parse(data) as unknown)).toEqual([{ key: KEY, isProtected: true, dependsOn: null, url: null }]);
  });

  test("stands in place of what was discovered, also over a label", async () => {
    expect(await shown()).toMatchObject({ dependsOn: [{ service: "db", condition: "healthy" }], urls: ["https://old.lan/"] });
    await correct({ key: KEY, dependsOn: ["cache", "queue"], url: "https://shop.lan/" });
    expect(await shown()).toMatchObject({
      dependsOn: [
        { service: "cache", condition: "started" },
        { service: "queue", condition: "started" },
      ],
      urls: ["https://shop.lan/", "https://old.lan/"],
    });
    await correct({ key: KEY, dependsOn: [] });
    expect((await shown())["dependsOn"]).toEqual([]);
    docker.change("shop-web-1", { labels: { ...labels, "hydra.protect": "true" } });
    expect(await shown()).toMatchObject({ protectedBecause: "its label hydra.protect" });
    await correct({ key: KEY, isProtected: false });
    expect(await shown()).toMatchObject({ protectedBecause: null });
  });

  test("says more without forgetting what was said, and is gone when all is taken back", async () => {
    await correct({ key: KEY, isProtected: true });
    await correct({ key: KEY, url: "http://shop.lan:8080/" });
    expect(await corrections()).toEqual([
      expect.objectContaining({ key: KEY, isProtected: true, url: "http://shop.lan:8080/", dependsOn: null }),
    ]);
    await correct({ key: KEY, isProtected: null });
    await correct({ key: KEY, url: null });
    expect(await corrections()).toEqual([]);
    expect(await shown()).toMatchObject({ protectedBecause: null, urls: ["https://old.lan/"] });
  });

  test("holds for whatever comes under the same identity", async () => {
    await correct({ key: KEY, isProtected: true });
    docker.remove("shop-web-1").add(containerFacts({ id: "f".repeat(64), name: "shop-web-1", labels }));
    expect(await shown()).toMatchObject({ container: { id: "f".repeat(64), protected: true } });
  });

  test("is undone to what stood before", async () => {
    await correct({ key: KEY, url: "http://one.lan/", isProtected: true });
    const { kernel } = served.test;
    const op = kernel.services.registry.operations.get("inventory.correct");
    const undo = op?.undo;
    if (op?.before === undefined || undo === undefined || !("operation" in undo)) throw new Error("inventory.correct has no undo");
    const before = await op.before({ key: KEY }, kernel.hostOf("inventory") as never);
    const after = await correct({ key: KEY, url: "http://two.lan/", isProtected: false, dependsOn: ["db"] });
    await kernel.callAsOwner(undo.operation, undo.input({}, after.json() as never, before));
    expect(await corrections()).toEqual([expect.objectContaining({ url: "http://one.lan/", isProtected: true, dependsOn: null })]);
  });

  test.each([
    {},
    { key: KEY, isProtected: "yes" },
    { key: KEY, url: "javascript:alert(1)" },
    { key: KEY, url: "shop.lan" },
    { key: KEY, dependsOn: [""] },
    { key: KEY, dependsOn: "db" },
    { key: "shop-web-1", isProtected: true },
    { key: "home/shop", isProtected: true },
    { key: "a/b/c/d", isProtected: true },
    { key: KEY, ignored: true },
  ])("as %j is refused", async (body) => {
    expect((await correct(body)).status).toBe(422);
    expect(await corrections()).toEqual([]);
  });

  test("that takes protection away is a person's", async () => {
    const program = await served.tokenFor("worker", "program", "inventory.*", "containers.*");
    expect((await correct({ key: KEY, isProtected: true }, program)).status).toBe(200);
    for (const isProtected of [false, null]) {
      const refused = await correct({ key: KEY, isProtected }, program);
      expect(refused.status).toBe(403);
      expect(refused.json()["detail"]).toBe("isProtected: only a person takes protection away.");
    }
    expect((await correct({ key: KEY, url: "http://shop.lan/" }, program)).status).toBe(200);
    expect(await shown()).toMatchObject({ protectedBecause: "you said so" });
    expect((await correct({ key: KEY, isProtected: null })).status).toBe(200);
  });
});
