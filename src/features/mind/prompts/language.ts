/** ISO 639-1, or `unknown` when there is too little to tell. */
export type Language = string;

/** The commonest small words of languages in Latin and Cyrillic letters: a sentence seldom does without them. */
const SMALL_WORDS: Readonly<Record<string, string>> = {
  en: "a the and of to in is that for it with as on are this be you what how write from have your which can not i my please an who why does give me list make write explain hello thanks you're",
  de: "der die das und ist nicht ein eine einen zu den mit für von auf dem im wie was ich du sich auch bitte mir wird sind oder wenn kann aus des schreibe",
  fr: "le la les et des est une un pour que qui dans du en au ce il je vous avec sur pas quel comment plus sont mon votre écris",
  es: "el la los las de que y en un una por con para es se del al como cuál qué no su lo más son mi escribe entre cómo",
  it: "il di che la per un una non sono come con del della gli nel più mi le si è anche cosa questo scrivi dei",
  pt: "o os que de não um uma para com em do da no na por como mais é se você são qual ao dos escreva seu",
  nl: "de het een van en is niet dat op te met voor zijn er aan hoe wat ik je naar ook bij wordt schrijf deze",
  pl: "nie się że na jest do jak co to w z dla po czy są przez od które napisz ale mi oraz jest",
  sv: "och att det som en är på för med av till inte den jag om har de ett hur vad kan skriv",
  tr: "bir ve bu için ile ne nasıl da de olarak mi çok en daha gibi olan yaz bana kadar",
  id: "yang dan di untuk dengan ini itu dari pada adalah apa tidak dalam saya bagaimana buat sebuah akan oleh",
  vi: "và là của cho một có không trong được với các những này như người viết hãy bạn thế nào",
  cs: "je na se že a to v pro jak co s do by jsou ale nebo který napiš si od jako",
  ru: "и в не на что с как для по это из к мне я у от за а о или если то напиши все есть ты",
  uk: "і та що не на в з як для це до від є або але про якщо напиши він її ти які",
};

const LANGUAGES_OF = new Map<string, string[]>();
for (const [language, words] of Object.entries(SMALL_WORDS)) {
  for (const word of new Set(words.split(" "))) LANGUAGES_OF.set(word, [...(LANGUAGES_OF.get(word) ?? []), language]);
}

/** Scripts that tell the language, or nearly, by themselves. */
const SCRIPTS: readonly (readonly [RegExp, Language])[] = [
  [/[\u3040-\u30ff]/g, "ja"],
  [/[\uac00-\ud7af]/g, "ko"],
  [/[\u4e00-\u9fff]/g, "zh"],
  [/[\u0600-\u06ff]/g, "ar"],
  [/[\u0590-\u05ff]/g, "he"],
  [/[\u0370-\u03ff]/g, "el"],
  [/[\u0900-\u097f]/g, "hi"],
  [/[\u0e00-\u0e7f]/g, "th"],
  [/[\u0400-\u04ff]/g, "ru"],
];

/** Letters that hardly stand in other languages, for texts too short for small words. */
const LETTERS: readonly (readonly [RegExp, Language])[] = [
  [/[ßäöü]/g, "de"],
  [/[ñ¿¡]/g, "es"],
  [/[àâêèçœ]/g, "fr"],
  [/[ãõ]/g, "pt"],
  [/[ąęłżźćś]/g, "pl"],
  [/[ğşı]/g, "tr"],
  [/[åø]/g, "sv"],
  [/[řůě]/g, "cs"],
  [/[іїєґ]/g, "uk"],
  [/[ăđơư]/g, "vi"],
];

const LONGEST_SAMPLE = 1_200;
/** A script counts from this share of the letters on: a Greek sign in a formula makes no Greek. */
const SCRIPT_SHARE = 0.2;

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** The language that most of a text is written in. `lower` is in lower case; code should be left out of it as far as possible. */
export function languageOf(lower: string): Language {
  const sample = lower.length <= LONGEST_SAMPLE ? lower : lower.slice(0, LONGEST_SAMPLE / 2) + lower.slice(-LONGEST_SAMPLE / 2);
  const letters = count(sample, /\p{L}/gu);
  if (letters === 0) return "unknown";
  let script: Language | null = null;
  for (const [pattern, language] of SCRIPTS) {
    if (count(sample, pattern) / letters < SCRIPT_SHARE) continue;
    script = language;
    break;
  }
  if (script !== null && script !== "ru") return script;
  const points = new Map<Language, number>();
  const give = (language: Language, value: number): void => void points.set(language, (points.get(language) ?? 0) + value);
  for (const [word] of sample.matchAll(/\p{L}+/gu)) {
    // A single letter may be a variable of a formula.
    const speaksFor = word.length === 1 && word < "\u0080" ? [] : (LANGUAGES_OF.get(word) ?? []);
    // A word of many languages says little for each; English goes first where nothing else decides.
    for (const language of speaksFor) give(language, (language === "en" ? 1.01 : 1) / speaksFor.length);
  }
  for (const [pattern, language] of LETTERS) {
    const found = count(sample, pattern);
    if (found > 0) give(language, Math.min(4, found) * 0.8);
  }
  if (script === "ru") return (points.get("uk") ?? 0) > (points.get("ru") ?? 0) ? "uk" : "ru";
  let best: Language = "unknown";
  for (const [language, value] of points) if (value > (points.get(best) ?? 0)) best = language;
  if (best !== "unknown") return best;
  // Latin letters and no word that we know: names, commands, formulas. Most of those are English.
  return count(sample, /[a-z]/g) >= 12 ? "en" : "unknown";
}
