import type { Grant } from "../../../kernel/grants.ts";
import type { Deed, Mistake } from "./earned/deed.ts";

/** What a grant, a deed or an offer is about, in words. */
interface About {
  operation: string;
  scope: Grant["scope"];
  cause: string | null;
}

/** How an operation reads: to ..., would have ..., before it ..., and what it is done to. */
interface Verb {
  infinitive: string;
  participle: string;
  present: string;
  thing: string;
}

const VERBS: Readonly<Record<string, Verb>> = {
  "containers.restart": { infinitive: "restart", participle: "restarted", present: "restarts", thing: "container" },
  "containers.recreate": { infinitive: "recreate", participle: "recreated", present: "recreates", thing: "container" },
};

function verbOf(operation: string): Verb {
  const known = VERBS[operation];
  if (known !== undefined) return known;
  return { infinitive: `use ${operation} for`, participle: `used ${operation} for`, present: `uses ${operation} for`, thing: "thing" };
}

/** A cause as it stands before a noun ("crashed containers") or after it ("containers that ran out of memory"). */
const CAUSES: Readonly<Record<string, { before?: string; after?: string; when: string }>> = {
  crashed: { before: "crashed", when: "it crashed" },
  hung: { before: "hung", when: "it hangs" },
  unhealthy: { before: "unhealthy", when: "it is unhealthy" },
  out_of_memory: { after: "that ran out of memory", when: "it ran out of memory" },
  crash_loop: { after: "that crash again and again", when: "it crashes again and again" },
  cannot_start: { after: "that cannot start", when: "it cannot start" },
};

/** What it is done to, and when: "crashed containers of the project media", or "web" and " when it hangs". */
function objectOf({ operation, scope, cause }: About): { thing: string; when: string } {
  const known = cause === null ? null : (CAUSES[cause] ?? { after: `with the trouble "${cause}"`, when: `its trouble is "${cause}"` });
  if (scope.kind === "one") return { thing: nameOf(scope), when: known === null ? "" : ` when ${known.when}` };
  const things = [known?.before, `${verbOf(operation).thing}s`, known?.after].filter((part) => part !== undefined).join(" ");
  return { thing: scope.kind === "all" ? things : `${things} of the project ${scope.name}`, when: "" };
}

function nameOf({ name = "" }: Grant["scope"]): string {
  const slash = name.indexOf("/");
  return slash === -1 ? name : `${name.slice(slash + 1)} on ${name.slice(0, slash)}`;
}

/** Who: Hydra for its own healing and for all that it does itself; others by their name. */
export function granteeInWords(grantee: string): string {
  const [kind, name = ""] = grantee.split(":");
  if (kind === "model") return name === "*" ? "Every model" : `The model ${name}`;
  return name === "*" || name === "healing" ? "Hydra" : `Hydra (${name})`;
}

/** What a grant allows: one sentence. What is protected asks each time, whatever was granted. */
export function permissionSentence(grant: Pick<Grant, "grantee" | "level"> & About, isProtected = false): string {
  const who = granteeInWords(grant.grantee);
  const verb = verbOf(grant.operation);
  const { thing, when } = objectOf(grant);
  if (isProtected && grant.level !== "ask") {
    const granted = grant.level === "act" ? `may ${verb.infinitive} ${thing} by itself` : `never ${verb.present} ${thing} by itself`;
    return `${who} ${granted}${when}, but it is protected, so it asks.`;
  }
  if (grant.level === "watch") return `${who} never ${verb.present} ${thing} by itself${when}: it only notes what it would have done.`;
  if (grant.level === "ask") return `${who} asks before it ${verb.present} ${thing}${when}.`;
  const except = grant.scope.kind === "one" ? "unless it is protected" : "except protected ones";
  return `${who} may ${verb.infinitive} ${thing} by itself${when}, ${except}.`;
}

export interface RecordInWords {
  right: number;
  wrong: number;
  needless: number;
  declined: number;
  unknown: number;
}

/** A grant with its record: what it allows, why it was lowered, how it went. Dates are UTC. */
export function grantSentence(
  grant: Grant,
  { right, wrong, needless, declined, unknown }: RecordInWords,
  { now, isProtected = false }: { now: number; isProtected?: boolean },
): string {
  const day = dayInWords(grant.since, now);
  const isOfToday = day === dayInWords(now, now);
  const since = `since ${isOfToday ? "today" : day}`;
  const seldom = { needless, "not wanted": declined, "not known": unknown };
  const rest = Object.entries(seldom).flatMap(([word, times]) => (times === 0 ? [] : [`${times} ${word}`]));
  const counts = [`${right} right`, `${wrong} wrong`, ...rest].join(", ");
  return [
    permissionSentence(grant, isProtected),
    ...(grant.reason === null ? [] : [grant.reason]),
    right + wrong + needless + declined + unknown === 0
      ? `No deed yet${isOfToday ? ": it began today" : ` ${since}`}.`
      : `${counts} ${since}.`,
    ...(grant.expiresAt === null ? [] : [grant.expiresAt <= now ? "It has ended." : `It ends on ${dayInWords(grant.expiresAt, now)}.`]),
  ].join(" ");
}

/** Hydra asks to act alone, with what speaks for it. */
export function offerSentence(about: About & { grantee: string }, { times, days, unknown }: Row): string {
  const who = granteeInWords(about.grantee);
  const verb = verbOf(about.operation);
  const { thing, when } = objectOf(about);
  const how = unknown === 0 ? "each time that was right" : `${count(times, "time")} that was right, of ${unknown} nobody knows`;
  return `In ${count(days, "day")} ${who} would have ${verb.participle} ${thing} ${count(times + unknown, "time")}${when}; ${how}. Let it act by itself?`;
}

/** What speaks for an offer: how often it was right, and how often nothing showed it, in so many days. */
interface Row {
  times: number;
  days: number;
  unknown: number;
}

/** Why a grant was lowered after a deed: it is kept, so its day has its year. */
export function lostSentence({ grantee, operation, subject, at, outcome, reason }: LostDeed): string {
  const how = { failed: "did not help", undone: "was taken back", needless: "was needless" }[outcome];
  const said = reason.replace(/[.!?\s]+$/, "");
  return `${granteeInWords(grantee)} ${verbOf(operation).participle} ${subject.name} by itself on ${dayInWords(at, 0)}, which ${how}: ${said}.`;
}

type LostDeed = Pick<Deed, "grantee" | "operation" | "subject" | "at" | "reason"> & { outcome: Mistake };

export function unusedSentence(days: number): string {
  return `It was not used for ${count(days, "day")}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** "3 March", with its year when it is not this one. */
export function dayInWords(at: number, now: number): string {
  const day = new Date(at);
  const year = day.getUTCFullYear() === new Date(now).getUTCFullYear() ? "" : ` ${day.getUTCFullYear()}`;
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}${year}`;
}
