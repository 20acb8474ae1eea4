import type { Category } from "../categories.ts";
import { STRENGTHS, type Signs, type Strength } from "../signs/sign.ts";
import { Phrase, wordsOf } from "./phrase.ts";

/** What one phrase says about a line that it stands in. */
export interface Match {
  category: Category;
  why: string;
  strength: number;
  phrase: string;
  /** Where in the line it begins: of two reasons in one line the later is the deeper one. */
  from: number;
}

interface Entry {
  phrase: Phrase;
  text: string;
  strength: number;
  signs: Signs;
  unless: readonly Phrase[];
}

/** Longer phrases say more: this much at most on top of their strength. */
const MOST_FOR_LENGTH = 0.04;
const FULL_LENGTH = 40;

/** All signs, found by their rarest word. */
export class SignBook {
  readonly #byWord = new Map<string, Entry[]>();
  readonly #wordless: Entry[] = [];

  constructor(all: readonly Signs[]) {
    for (const signs of all) {
      const unless = phrasesOf(signs.unless).map((text) => new Phrase(text));
      for (const strength of Object.keys(STRENGTHS) as Strength[]) {
        for (const text of phrasesOf(signs[strength]))
          this.#add({ phrase: new Phrase(text), text, strength: STRENGTHS[strength], signs, unless });
      }
    }
  }

  /** The strongest match of each category in a line of lower case. */
  read(line: string): Match[] {
    const best = new Map<Category, Match>();
    const silenced = new Map<Signs, boolean>();
    const look = (entry: Entry): void => {
      const { signs, strength, text } = entry;
      const found = entry.phrase.find(line);
      if (found === null) return;
      let isSilenced = silenced.get(signs);
      if (isSilenced === undefined) silenced.set(signs, (isSilenced = entry.unless.some((phrase) => phrase.find(line) !== null)));
      if (isSilenced) return;
      const total = strength + MOST_FOR_LENGTH * Math.min(1, text.length / FULL_LENGTH);
      const before = best.get(signs.category);
      if (before !== undefined && before.strength >= total) return;
      best.set(signs.category, { category: signs.category, why: signs.why, strength: total, phrase: text, from: found.from });
    };
    for (const word of new Set(wordsOf(line))) this.#byWord.get(word)?.forEach(look);
    this.#wordless.forEach(look);
    return [...best.values()];
  }

  #add(entry: Entry): void {
    const { keyWord } = entry.phrase;
    if (keyWord === null) this.#wordless.push(entry);
    else this.#byWord.set(keyWord, [...(this.#byWord.get(keyWord) ?? []), entry]);
  }
}

function phrasesOf(text = ""): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
