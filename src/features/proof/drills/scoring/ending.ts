import type { Ended } from "../shapes.ts";
import type { Seen } from "./seen.ts";

/** How it stands with a case. Null: it goes on. Pure. */
export function endOf({ incidents, verdicts }: Seen, root: string): Exclude<Ended, "unfinished"> | null {
  if (incidents.every(wasTakenBack)) return isNamedBroken(verdicts, root) ? "left-alone" : null;
  if (incidents.some(({ state }) => state === "open")) return null;
  if (incidents.some(({ state }) => state === "escalated")) return "escalated";
  // What needed it may still be on its way back.
  if (verdicts.some(({ verdict }) => verdict === "down")) return null;
  const proven = incidents.flatMap(({ acts }) => acts).filter(({ outcome }) => outcome === "proven");
  if (proven.some(({ remedy }) => remedy === "rollback")) return "rolled-back";
  const healers = incidents.map(({ healedBy }) => healedBy);
  if (healers.includes("hydra")) return "healed";
  if (healers.includes("docker")) return "healed-by-docker";
  if (healers.includes("person")) return "ended-by-person";
  return healers.includes("itself") ? "ended-by-itself" : "dismissed";
}

/** People are told of an incident that is older than this. */
const UNTOLD_MS = 5_000;

/** Docker's word came before the verdict, which found nothing wrong in time: nobody was told. */
export function wasTakenBack({ state, openedAt, closedAt }: Seen["incidents"][number]): boolean {
  return state === "dismissed" && closedAt !== null && closedAt - openedAt <= UNTOLD_MS;
}

function isNamedBroken(verdicts: Seen["verdicts"], root: string): boolean {
  return verdicts.some(({ service, verdict }) => service === root && verdict === "broken-check");
}

/** When Hydra first said what is wrong, epoch ms; null: not yet. */
export function noticedAt({ incidents, verdicts }: Seen, root: string): number | null {
  const times = [
    ...incidents.filter((incident) => !wasTakenBack(incident)).map(({ openedAt }) => openedAt),
    ...verdicts.filter(({ service, verdict }) => service === root && verdict === "broken-check").map(({ since }) => since),
  ];
  return times.length === 0 ? null : Math.min(...times);
}

/** When the last of it was over, epoch ms; null where nothing was closed. */
export function overAt({ incidents }: Seen): number | null {
  const times = incidents.flatMap(({ closedAt }) => (closedAt === null ? [] : [closedAt]));
  return times.length === 0 || times.length < incidents.length ? null : Math.max(...times);
}
