import { writeSync } from "node:fs";
import { systemClock } from "../../src/kernel/clock.ts";
import { openTestKernel } from "../../src/kernel/testing.ts";
import { NOTES } from "./notes.ts";

/** Writes notes on the given home until it is killed, several at a time, and says each id once it was acknowledged. */
const [home = "", round = "0"] = process.argv.slice(2);
const WRITERS = 8;

const { kernel } = await openTestKernel({ home, clock: systemClock, features: [NOTES] });
writeSync(1, "ready\n");

async function write(writer: number): Promise<never> {
  for (let number = 0; ; number += 1) {
    const id = `${round}-${writer}-${number}`;
    await kernel.callAsOwner("notes.add", { id });
    // Not through a buffer of this process: what was acknowledged has to be known although it is killed right after.
    writeSync(1, `${id}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
