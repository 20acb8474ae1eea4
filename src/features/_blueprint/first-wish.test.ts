import { expect, it } from "vitest";
import { openTestKernel } from "../../kernel/testing.ts";
import { blueprint } from "./index.ts";

// Write here, first, what your feature is for: something that the example cannot do. It fails until you have built it.
it.fails("blueprint does what it is for", async () => {
  await using test = await openTestKernel({ features: [blueprint] });
  await test.kernel.callAsOwner("blueprint.add", { text: "buy bread\nand milk" });
  expect(await test.kernel.callAsOwner("blueprint.find", { words: "milk" })).toMatchObject({ notes: [{ title: "buy bread" }] });
});
