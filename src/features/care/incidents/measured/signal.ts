import type { Severity } from "../../../self/notifications/events.ts";
import type { Signal } from "../signals/signal.ts";
import type { Reading } from "./gate.ts";

/** A signal that rests on measuring. */
export interface MeasuredSignal extends Signal {
  severity: Severity;
  /** It was so at the very first look of this Hydra: no news. */
  wasSoAtFirstSight: boolean;
}

/** One thing as one look found it. */
export interface Look extends Pick<MeasuredSignal, "kind" | "subject" | "trouble" | "detail" | "severity"> {
  reading: Reading;
}
