/** Words that say that something is wanted, or hold a sentence together, not what is wanted. */
const EMPTY = new Set(
  (
    "a an the of to in on at by for from with and or but if then so as is are be was were been it its this that these those there " +
    "i me my we our you your he she they them someone somebody anyone people user users person please hydra system tool feature " +
    "capability ability support option way possibility function able could should would can cannot can't must may might will shall " +
    "want wants need needs like wish let lets allow allows enable make makes get gets do does doing have has having use using via " +
    "some any more also just when where how what which who not no yes new missing lack lacks add adding provide implement " +
    "named called about into over under out up down all every each other than"
  ).split(" "),
);

/** Words of one meaning around a home and its machines: the first stands for all of them. Stems, as `stemOf` leaves them. */
const ALIKE: readonly string[][] = [
  ["notify", "alert", "notificat", "warn", "inform", "ping", "tell", "announc"],
  ["show", "display", "list", "view", "see", "visual"],
  ["delet", "remov", "erase", "purge", "clear"],
  ["pictur", "imag", "photo", "photograph"],
  ["film", "movie", "video"],
  ["song", "music", "audio", "track"],
  ["lamp", "light", "bulb"],
  ["start", "launch", "run", "begin", "execut"],
  ["stop", "halt", "end", "kill", "terminat"],
  ["restart", "reboot"],
  ["mail", "email", "inbox", "gmail"],
  ["messag", "chat", "sms"],
  ["calendar", "appointment", "schedul", "agenda"],
  ["backup", "snapshot"],
  ["creat", "generat", "produc", "mak", "build"],
  ["find", "search", "lookup", "locat"],
  ["chang", "modify", "edit", "updat", "adjust", "set"],
  ["read", "pars", "extract"],
  ["summar", "digest"],
  ["temperatur", "thermostat", "heat"],
  ["phone", "mobil", "smartphon"],
  ["disk", "drive", "storag"],
  ["pdf", "document"],
  ["connect", "integrat", "link"],
  ["download", "fetch"],
  ["speech", "voic", "spoken"],
  ["purchas", "buy", "order", "shop"],
  ["bill", "invoic"],
];
const MEANING = new Map(ALIKE.flatMap((words) => words.map((word) => [word, words[0] as string])));

const ENDINGS = /(?:ions?|ings?|ers?|ors?|ied|ies|ed|es|s|e|y)$/;

/** What is left of a word without its ending: `labels`, `labelled` and `labelling` become `label`. */
export function stemOf(word: string): string {
  const bare = word.length > 4 ? word.replace(ENDINGS, "") : word.replace(/s$/, "");
  const stem = bare.length >= 3 ? bare : word;
  return stem.replace(/([b-df-hj-np-tv-z])\1$/, "$1");
}

/** The stems of what a description is about, without those that only say that it is wanted; those of one meaning are one. */
export function meaningOf(description: string): string[] {
  const words = description
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("’", "'")
    .match(/[\p{L}\p{N}][\p{L}\p{N}']*/gu);
  const telling = (words ?? []).filter((word) => !EMPTY.has(word));
  // "Could you do it" has nothing but such words: then they are what it says.
  return [...new Set((telling.length === 0 ? (words ?? []) : telling).map(stemOf).map((stem) => MEANING.get(stem) ?? stem))];
}
