import { expect, it } from "vitest";
import { FakeBlueprint } from "./fake.ts";

// Write here, first, what you want from the other side: something that the example cannot do. It fails until you have built it.
it.fails("blueprint does what it is for", async () => {
  const client: object = new FakeBlueprint();
  expect(client).toHaveProperty("readBattery");
});
