import { deviationOf, meanIn, type Deviation } from "./deviation.ts";
import { kindOf, valuesAt, type Kind, type Measured, type Series } from "./series.ts";
import type { Window } from "./window.ts";

/** In which way a component can be in trouble: slow, failing, or with a resource that is not as usual. */
export const ASPECTS = ["slow", "failing", "strained"] as const;
export type Aspect = (typeof ASPECTS)[number];

/** What a component did while the target was in trouble. */
export interface Behaviour {
  /** Its worst deviation of each aspect; null where none could be measured. */
  deviations: Readonly<Record<Aspect, Deviation | null>>;
  /** Requests in an interval of the trouble; null when they are not measured. */
  requests: number | null;
  /** It is used now, and never was before. */
  isNew: boolean;
  /** It was used all the time before, and is not now. */
  isSilent: boolean;
}

const ASPECT_OF: Readonly<Record<Kind, Aspect>> = {
  latency: "slow",
  availability: "failing",
  failureShare: "failing",
  failures: "failing",
  traffic: "strained",
  other: "strained",
};

export function aspectOf(metric: string): Aspect {
  return ASPECT_OF[kindOf(metric)];
}

export function behaviourOf(measured: Measured, normal: Measured | undefined, window: Window): Behaviour {
  const traffic = [...measured.values()].find(({ metric }) => kindOf(metric) === "traffic");
  const requests = traffic === undefined ? null : Math.max(0, meanIn(traffic, window) ?? 0);
  const deviations: Record<Aspect, Deviation | null> = { slow: null, failing: null, strained: null };
  for (const [metric, series] of measured) {
    const kind = kindOf(metric);
    // That more or less is asked of a component is no fault of its own.
    if (kind === "traffic") continue;
    const deviation = deviationOf(series, normal?.get(metric), kind, { window, requests });
    const aspect = ASPECT_OF[kind];
    if (deviation !== null && deviation.sigmas > (deviations[aspect]?.sigmas ?? Number.NEGATIVE_INFINITY)) deviations[aspect] = deviation;
  }
  return { deviations, requests, ...usedBefore(traffic, normal, window, requests ?? 0) };
}

function usedBefore(
  traffic: Series | undefined,
  normal: Measured | undefined,
  window: Window,
  requests: number,
): Pick<Behaviour, "isNew" | "isSilent"> {
  if (traffic === undefined) return { isNew: false, isSilent: false };
  const usual = normal?.get(traffic.metric);
  const before = [...valuesAt(traffic, window.isOutside), ...(usual === undefined ? [] : valuesAt(usual, () => true))];
  const isKnown = before.length > 1;
  return {
    isNew: isKnown && requests > 0 && before.every((value) => value === 0),
    isSilent: isKnown && requests === 0 && before.every((value) => value > 0),
  };
}
