import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveTestKernel } from "../../../../doors/testing/served.ts";
import { settings } from "../index.ts";

test("what was answered is kept in the guide's order, and a damaged note asks again", async () => {
  await using served = await serveTestKernel({ features: [settings] });
  const file = join(served.test.home, "guide.json");
  const read = async (): Promise<unknown> => (await served.ask("/settings/guide")).json()["passed"];
  expect(await read()).toEqual([]);
  const put = await served.ask("/settings/guide", { method: "PUT", body: { passed: ["phone", "protect", "phone"] } });
  expect(put.json()).toEqual({ passed: ["protect", "phone"] });
  expect(await read()).toEqual(["protect", "phone"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await served.ask("/settings/guide", { method: "PUT", body: { passed: ["dance"] } })).status).toBe(422);
  for (const damage of ["", "{", '{"passed":["dance"]}', "[]"]) {
    writeFileSync(file, damage);
    expect(await read()).toEqual([]);
  }
});
