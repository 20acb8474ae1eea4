import type { Category } from "../categories.ts";
import { STRENGTHS, type Signs, type Strength } from "../signs/sign.ts";
import type { Match } from "./match.ts";
import { Phrase, wordsOf } from "./phrase.ts";

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
  /** How many characters were looked through, each phrase for itself: what reading costs. */
  lookedThrough = 0;
  readonly #byWord = new Map<string, Entry[]>();
  readonly #wordless: Entry[] = [];
  readonly #scenes: { category: Category; phrases: readonly Phrase[]; unless: readonly Phrase[] }[] = [];
  readonly #isHidden: (phrase: string) => boolean;

  /** @param isHidden phrases to do as if nobody had written them down */
  constructor(all: readonly Signs[], isHidden: (phrase: string) => boolean = () => false) {
    this.#isHidden = isHidden;
    for (const signs of all) {
      const unless = phrasesOf(signs.unless).map((text) => new Phrase(text));
      if (signs.scene !== undefined)
        this.#scenes.push({ category: signs.category, phrases: phrasesOf(signs.scene).map((text) => new Phrase(text)), unless });
      for (const strength of Object.keys(STRENGTHS) as Strength[]) {
        for (const text of phrasesOf(signs[strength]))
          this.#add({ phrase: new Phrase(text), text, strength: STRENGTHS[strength], signs, unless });
      }
    }
  }

  /** What the text is about, whatever goes wrong in it. */
  scenes(line: string): Category[] {
    const isIn = (phrase: Phrase): boolean => phrase.find(line) !== null;
    return this.#scenes.filter(({ phrases, unless }) => phrases.some(isIn) && !unless.some(isIn)).map(({ category }) => category);
  }

  /** The strongest match of each category in a line of lower case. */
  read(line: string): Match[] {
    const best = new Map<Category, Match>();
    const silenced = new Map<Signs, boolean>();
    const find = (phrase: Phrase): ReturnType<Phrase["find"]> => {
      this.lookedThrough += line.length;
      return phrase.find(line);
    };
    const look = (entry: Entry): void => {
      const { signs, strength, text } = entry;
      const found = find(entry.phrase);
      if (found === null) return;
      let isSilenced = silenced.get(signs);
      if (isSilenced === undefined) silenced.set(signs, (isSilenced = entry.unless.some((phrase) => find(phrase) !== null)));
      if (isSilenced) return;
      const total = strength + MOST_FOR_LENGTH * Math.min(1, text.length / FULL_LENGTH);
      const before = best.get(signs.category);
      if (before !== undefined && before.strength >= total) return;
      best.set(signs.category, { category: signs.category, why: signs.why, strength: total, phrase: text, ...found });
    };
    for (const word of new Set(wordsOf(line))) this.#byWord.get(word)?.forEach(look);
    this.#wordless.forEach(look);
    return [...best.values()];
  }

  #add(entry: Entry): void {
    if (this.#isHidden(entry.text)) return;
    const { keyWord } = entry.phrase;
    if (keyWord === null) this.#wordless.push(entry);
    else this.#byWord.set(keyWord, [...(this.#byWord.get(keyWord) ?? []), entry]);
  }
}

/** The phrases of a block, one a line. */
export function phrasesOf(text = ""): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
