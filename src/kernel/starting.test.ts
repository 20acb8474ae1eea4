import { expect, test } from "vitest";
import { z } from "zod";
import { event } from "./keys.ts";
import { openTestKernel, testFeature } from "./testing.ts";

const woken = event("sleeper.woken", z.strictObject({ name: z.string() }), { permission: "early.read" });

test("what a feature emits while it starts is heard by those that start later, in order and once", async () => {
  const heard: string[] = [];
  const early = testFeature({
    name: "early",
    events: [woken],
    start: async (host) => {
      await host.emit(woken, { name: "anna" });
      await host.emit(woken, { name: "bert" });
    },
  });
  const late = testFeature({
    name: "late",
    start: (host) => {
      host.on(woken, ({ name }) => void heard.push(name));
    },
  });
  await using test = await openTestKernel({ features: [early, late] });
  expect(heard).toEqual(["anna", "bert"]);
  await test.kernel.hostOf("early").emit(woken, { name: "carl" });
  expect(heard).toEqual(["anna", "bert", "carl"]);
});
