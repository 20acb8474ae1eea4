import { group, type Group } from "./grouping/group.ts";
import { withoutLists } from "./grouping/lists.ts";
import { shapeOf, type Shape } from "./grouping/shape.ts";
import { mask } from "./masking/mask.ts";
import { newTemplate, type Template } from "./template.ts";

/** A shape as it is kept over restarts. */
export interface KeptShape {
  text: string;
  count: number;
  templateId: string;
}

export interface Learned {
  templateId: string;
  /** No line like it was ever learned, or not for so long that it was forgotten. */
  isNew: boolean;
  /** When the first line of the template was learned. */
  firstAt: number;
}

export interface Mined {
  /** Templates of the lines that were given; `count` is how many of those lines. */
  templates: { id: string; template: string; count: number; isNew: boolean }[];
  /** For each line the place of its template in `templates`. */
  assignments: number[];
}

export interface MinerOptions {
  /** How many shapes and how much of their text are remembered; those not seen for longest are forgotten first. */
  mostShapes?: number;
  mostCharacters?: number;
  /** So many shapes that fit no template make it look at all of them together again. */
  mostUngrouped?: number;
  /** What a shape's text passes before it is remembered: hiding secrets. */
  clean?(text: string): string;
}

interface Entry extends Shape {
  template: Template | null;
  /** Counts lines, not time. */
  seenAt: number;
}

/** More shapes than `mostUngrouped` may wait when it knows many. */
const UNGROUPED_SHARE = 0.125;

/**
 * Learns templates from lines, one by one or many together. A line is masked; lines that became equal are one shape;
 * shapes are grouped into templates by how their words vary. Bounded in memory, the same lines always give the same.
 */
export class TemplateMiner {
  readonly #mostShapes: number;
  readonly #mostCharacters: number;
  readonly #mostUngrouped: number;
  readonly #clean: (text: string) => string;
  readonly #entries = new Map<string, Entry>();
  readonly #templates = new Map<string, Template>();
  #groupsOfFrame = new Map<string, { words: readonly string[]; isSlot: readonly boolean[]; template: Template }[]>();
  #templateOfText = new Map<string, Template>();
  #characters = 0;
  #ungrouped = 0;
  #lines = 0;
  #now = 0;

  constructor({ mostShapes = 4_000, mostCharacters = 2_000_000, mostUngrouped = 32, clean = (text) => text }: MinerOptions = {}) {
    this.#mostShapes = mostShapes;
    this.#mostCharacters = mostCharacters;
    this.#mostUngrouped = mostUngrouped;
    this.#clean = clean;
  }

  get shapeCount(): number {
    return this.#entries.size;
  }

  /**
   * Learn one line. A shape that was never seen is compared with the templates that are known.
   * @param at when, in any unit, for `firstAt`; never less than before
   */
  learn(line: string, at = 0): Learned {
    this.#now = at;
    const entry = this.#note(line);
    if (entry.template !== null) return { templateId: entry.template.id, isNew: false, firstAt: entry.template.firstAt };
    const known = this.#match(entry);
    const template = known ?? this.#add(entry.text);
    entry.template = template;
    this.#ungrouped += 1;
    if (this.#ungrouped >= Math.max(this.#mostUngrouped, UNGROUPED_SHARE * this.#entries.size)) this.#regroup();
    this.#forgetOldest();
    const { id: templateId, firstAt } = entry.template ?? template;
    return { templateId, isNew: known === null, firstAt };
  }

  /** Learn lines together: each is judged by all of them. */
  learnAll(lines: readonly string[]): Mined {
    const entries = lines.map((line) => this.#note(line));
    const knownBefore = new Set(this.#templates.keys());
    if (entries.some(({ template }) => template === null)) this.#regroup();
    const places = new Map<Template, number>();
    const templates: Mined["templates"] = [];
    const assignments: number[] = [];
    for (const { template } of entries) {
      if (template === null) throw new Error("a shape was left without a template");
      const place = places.get(template) ?? templates.length;
      if (place === templates.length) {
        places.set(template, place);
        templates.push({ id: template.id, template: template.text, count: 0, isNew: !knownBefore.has(template.id) });
      }
      const said = templates[place];
      if (said !== undefined) said.count += 1;
      assignments.push(place);
    }
    this.#forgetOldest();
    return { templates, assignments };
  }

  /** Everything that it takes to go on later, those seen last at the end. */
  keep(): KeptShape[] {
    return [...this.#entries.values()]
      .toSorted((a, b) => a.seenAt - b.seenAt)
      .map(({ text, count, template }) => ({ text, count, templateId: template?.id ?? "" }));
  }

  /** Go on from what was kept. Meant for a miner that has learned nothing yet. */
  restore(kept: readonly KeptShape[]): void {
    for (const { text, count, templateId } of kept) {
      const entry = this.#remember(text);
      entry.count = count;
      entry.template = this.#templates.get(templateId) ?? { id: templateId, text, firstAt: this.#now };
      this.#templates.set(templateId, entry.template);
    }
    this.#regroup();
    this.#forgetOldest();
  }

  #note(line: string): Entry {
    this.#lines += 1;
    const masked = mask(line);
    let entry = this.#entries.get(masked);
    if (entry === undefined) {
      const text = this.#clean(masked);
      entry = this.#entries.get(text) ?? this.#remember(text);
    }
    entry.count += 1;
    entry.seenAt = this.#lines;
    return entry;
  }

  #remember(text: string): Entry {
    const entry = { ...shapeOf(text), template: null, seenAt: this.#lines };
    this.#entries.set(text, entry);
    this.#characters += text.length;
    return entry;
  }

  #match({ frame, words, text }: Shape): Template | null {
    const found = this.#groupsOfFrame
      .get(frame)
      ?.find(({ words: known, isSlot }) => known.every((word, at) => isSlot[at] === true || word === words[at]));
    return found?.template ?? this.#templateOfText.get(withoutLists(text)) ?? null;
  }

  #add(text: string): Template {
    const template = newTemplate(text, this.#now, (id) => this.#templates.has(id));
    this.#templates.set(template.id, template);
    return template;
  }

  /** Group all shapes anew. A template goes on under its id where most of its lines are. */
  #regroup(): void {
    this.#ungrouped = 0;
    const groups = Map.groupBy(group([...this.#entries.values()]), ({ template }) => template);
    const bySize = [...groups].toSorted(([, a], [, b]) => linesOf(b) - linesOf(a));
    const taken = new Set<Template>();
    this.#groupsOfFrame = new Map();
    this.#templateOfText = new Map();
    for (const [text, parts] of bySize) {
      const members = parts.flatMap(({ shapes }) => shapes);
      const heir = heirOf(members, taken) ?? this.#add(text);
      taken.add(heir);
      heir.text = text;
      for (const { template } of members) heir.firstAt = Math.min(heir.firstAt, template?.firstAt ?? heir.firstAt);
      for (const member of members) member.template = heir;
      this.#templateOfText.set(withoutLists(text), heir);
      for (const part of parts) this.#know(part, heir);
    }
    for (const template of this.#templates.values()) if (!taken.has(template)) this.#templates.delete(template.id);
  }

  #know({ shapes: [first], isSlot }: Group<Entry>, template: Template): void {
    if (first === undefined || !isSlot.includes(true)) return;
    const known = { words: first.words, isSlot, template };
    const same = this.#groupsOfFrame.get(first.frame);
    if (same === undefined) this.#groupsOfFrame.set(first.frame, [known]);
    else same.push(known);
  }

  #forgetOldest(): void {
    if (this.#entries.size <= this.#mostShapes && this.#characters <= this.#mostCharacters) return;
    const oldest = [...this.#entries.values()].toSorted((a, b) => a.seenAt - b.seenAt);
    for (const { text } of oldest) {
      if (this.#entries.size <= 0.75 * this.#mostShapes && this.#characters <= 0.75 * this.#mostCharacters) break;
      this.#entries.delete(text);
      this.#characters -= text.length;
    }
    this.#regroup();
  }
}

function linesOf(groups: readonly Group<Entry>[]): number {
  return groups.reduce((sum, { shapes }) => sum + shapes.reduce((lines, { count }) => lines + count, 0), 0);
}

/** The template that most lines of these shapes had so far. */
function heirOf(members: readonly Entry[], taken: ReadonlySet<Template>): Template | null {
  const lines = new Map<Template, number>();
  for (const { template, count } of members)
    if (template !== null && !taken.has(template)) lines.set(template, (lines.get(template) ?? 0) + count);
  return [...lines].reduce<[Template | null, number]>((best, each) => (each[1] > best[1] ? each : best), [null, 0])[0];
}

/** Templates of lines by nothing but these lines. Keeps nothing. */
export function mine(lines: readonly string[]): Mined {
  return new TemplateMiner({ mostShapes: Number.POSITIVE_INFINITY, mostCharacters: Number.POSITIVE_INFINITY }).learnAll(lines);
}
