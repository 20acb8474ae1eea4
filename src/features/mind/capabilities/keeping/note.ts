import type { Host } from "../../../../kernel/context.ts";
import { newId } from "../../../../kernel/ids.ts";
import { part } from "../../../../kernel/keys.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { NoticedGap } from "../events.ts";
import { likeness, read, SAME_NEED, type Meaning } from "../likeness/likeness.ts";
import { fadedDemand, higher, statusAfterWish } from "../rank.ts";
import { addOccurrence, saveGap, withGaps, type GapRow } from "./store.ts";

const LONGEST_DESCRIPTION = 500;
const LONGEST_CONTEXT = 1_000;
const MOST_MEANINGS = 4_000;
/** What is read again and again: the meanings of the descriptions that stand in the backlog. */
const meanings = part("capabilities.meanings", () => new Map<string, Meaning>());

/** One wish more for what is missing: for a need that is known, or a new one. */
export async function noteGap(host: Pick<Host, "store" | "clock" | "part">, noticed: NoticedGap): Promise<GapRow> {
  const now = host.clock.now();
  const description = tidy(noticed.description, LONGEST_DESCRIPTION);
  const context = noticed.context === null ? null : tidy(noticed.context, LONGEST_CONTEXT);
  return withGaps(host, async (gaps, trx) => {
    const known = findSame(gaps, noticed.key, description, host.part(meanings));
    const gap: GapRow = known ?? {
      id: newId("gap", now),
      key: noticed.key,
      description,
      category: noticed.category,
      priority: noticed.priority,
      status: "new",
      note: null,
      occurrences: 0,
      blocked: 0,
      demand: 0,
      first_at: now,
      last_at: now,
    };
    const { id, source, isBlocking } = noticed;
    if (!(await addOccurrence(trx, { id, gap_id: gap.id, at: now, source, context, is_blocking: Number(isBlocking) }))) return gap;
    const wished: GapRow = {
      ...gap,
      category: gap.category ?? noticed.category,
      priority: higher(gap.priority, noticed.priority),
      status: statusAfterWish(gap.status),
      occurrences: gap.occurrences + 1,
      blocked: gap.blocked + Number(isBlocking),
      demand: fadedDemand(gap.demand, gap.last_at, now) + 1,
      last_at: Math.max(now, gap.last_at),
    };
    await saveGap(trx, wished);
    return wished;
  });
}

/** What has a name is found by it alone; a description finds the one that is most like it. */
function findSame(gaps: readonly GapRow[], key: string | null, description: string, known: Map<string, Meaning>): GapRow | undefined {
  if (key !== null) return gaps.find((gap) => gap.key === key);
  const wanted = read(description);
  let best: GapRow | undefined;
  let most = SAME_NEED;
  for (const gap of gaps) {
    const same = gap.description === description ? 1 : likeness(wanted, meaningOf(gap.description, known));
    if (same < most) continue;
    best = gap;
    most = same;
  }
  return best;
}

function meaningOf(description: string, known: Map<string, Meaning>): Meaning {
  let meaning = known.get(description);
  if (meaning === undefined) {
    meaning = read(description);
    if (known.size >= MOST_MEANINGS) known.clear();
    known.set(description, meaning);
  }
  return meaning;
}

/** As it may be kept: one line, no secrets, no end that nobody reads. */
function tidy(text: string, longest: number): string {
  const line = maskSecrets(
    text
      .slice(0, longest * 4)
      .replaceAll(/[\p{Cc}\s]+/gu, " ")
      .trim(),
  );
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
