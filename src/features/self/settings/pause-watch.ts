import { toIsoOrNull } from "../../../kernel/clock.ts";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { maskSecrets } from "../../../kernel/secrets.ts";
import { pauseChanged } from "./events.ts";

const LOOK_MS = 2_000;

type Telling = Pick<Host, "part" | "kernel" | "emit" | "log">;

/** What was told last, so that nothing is told twice. */
const lastTold = part("settings.pause", (host) => ({ text: JSON.stringify(pauseNow(host)) }));

function pauseNow({ kernel }: Pick<Host, "kernel">) {
  const { paused, until, reason } = kernel.pause.state();
  return { paused, until: toIsoOrNull(until), reason: reason === null ? null : maskSecrets(reason) };
}

/**
 * Tell how the pause stands, when that is news. Never fails: a pause that could not be told (the disk is full) is a
 * pause all the same, and is told at one of the next looks.
 */
export async function tellPause(host: Telling): Promise<void> {
  const told = host.part(lastTold);
  const before = told.text;
  const now = pauseNow(host);
  told.text = JSON.stringify(now);
  if (told.text === before) return;
  try {
    await host.emit(pauseChanged, now);
  } catch (error) {
    told.text = before;
    host.log.warn({ reason: messageOf(error) }, "that the pause changed could not be told; it is tried again in a moment");
  }
}

/** A pause also begins when somebody makes the file, and ends when its time is over: nobody calls then. */
export function watchPause(host: Host): void {
  host.part(lastTold);
  host.every("look at the pause", LOOK_MS, () => tellPause(host));
}
