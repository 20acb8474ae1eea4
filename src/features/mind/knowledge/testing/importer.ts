import { writeSync } from "node:fs";
import { personCaller } from "../../../../kernel/caller.ts";
import { systemClock } from "../../../../kernel/clock.ts";
import { openTestKernel } from "../../../../kernel/testing.ts";
import { knowledge } from "../index.ts";

/** Imports a folder again and again, beside single entries whose numbers it says once they were acknowledged, until it is killed. */
const [home = "", folder = "", first = "0"] = process.argv.slice(2);

const { kernel } = await openTestKernel({ home, clock: systemClock, features: [knowledge] });
const call = (operation: string, input: unknown): Promise<unknown> =>
  kernel.services.call({ operation, input, caller: personCaller("anna"), door: "rest" });

async function add(): Promise<void> {
  for (let number = Number(first); ; number += 1) {
    await call("knowledge.add", { content: `Acknowledged fact number${number} of many.`, source: "writer", collection: "facts" });
    // Not through a buffer of this process: what was acknowledged has to be known although it is killed right after.
    writeSync(1, `${number}\n`);
  }
}

await Promise.all([call("knowledge.import", { location: folder, collection: "docs" }), add()]);
