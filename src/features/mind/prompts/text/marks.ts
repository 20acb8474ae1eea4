import { topicHitsOf, TOPICS } from "./lexicon.ts";
import { BREAK, IDEOGRAPH, NUMBER, SYMBOL, WORD, type Scan } from "./scan.ts";

/** What can be said of a prompt by looking at its shape; see `MARKS` for the names. All of them lie between 0 and about 2. */
export type Marks = Float32Array;

const SHAPE = [
  "length",
  "words",
  "lines",
  "wordLength",
  "longWords",
  "numbers",
  "numberShare",
  "symbolShare",
  "ideographShare",
  "beyondAscii",
  "questions",
  "endsAsQuestion",
  "commas",
  "sentences",
  "fences",
  "codeShare",
  "braces",
  "indents",
  "mathSigns",
  "latex",
  "operators",
  "options",
  "listItems",
  "quotes",
  "colons",
  "money",
  "secondPerson",
  "firstPerson",
  "endsAsAnswer",
  "startsWithQuestionWord",
  "startsWithVerb",
  "manyMore",
  "negations",
  "distinctWords",
] as const;

export const MARKS: readonly string[] = [
  ...SHAPE,
  ...TOPICS,
  ...TOPICS.map((topic) => `early ${topic}`),
  ...TOPICS.map((topic) => `late ${topic}`),
];

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

const log = (value: number): number => Math.log1p(value) / 4;

const QUESTION_WORDS =
  /^\P{L}*(?:what|which|who|whom|whose|when|where|why|how|is|are|does|do|did|can|could|was|were|will|welche[rsnm]?|was|wer|wen|wem|wessen|wann|wo|woher|wohin|warum|wieso|weshalb|wie|ist|sind|gibt|hat|kann|qué|que|quién|quiénes|cuál|cuáles|cuándo|cuánt[oa]s?|dónde|cómo|hay|quels?|quelles?|qui|quand|où|pourquoi|comment|combien|est-ce|quoi|che|chi|cosa|quale|quali|quando|dove|perché|quanti|quanto|quanta|qual|quais|quem|onde|como|wat|wie|wanneer|waar|waarom|welke?|hoe|hoeveel|co|kto|kiedy|gdzie|dlaczego|jak|jaki|jaka|jakie|czy|ile|któr[yaąe]|как|что|почему|когда|где|кто|какой|какая|какое|какие|сколько|куда|зачем|котор(?:ый|ая|ое|ые))(?!\p{L})/u;
const VERBS =
  /^\W*(?:please |kindly |can you |could you |bitte )?(?:write|create|make|give|generate|explain|describe|list|find|solve|implement|design|compose|draft|translate|summari[sz]e|rewrite|extract|prove|compute|calculate|develop|tell|help|show|provide|classify|identify|analy[sz]e|compare|schreib\w*|erstell\w*|gib|nenn\w*|erklär\w*|übersetz\w*|fasse|berechn\w*)\b/;
const MORE =
  /\b(?:each|every|total|twice|half|times|remaining|left|more than|less than|fewer|per|altogether|spends?|costs?|earns?|buys?|sells?|gives?|received?|then|after|before|if)\b/g;

/** `codeShare` is taken as it was measured for the reading itself. */
export function marksOf(read: Scan, codeShare: number): Marks {
  const { text } = read;
  let words = 0;
  let letters = 0;
  let long = 0;
  let numbers = 0;
  let symbols = 0;
  let lines = 1;
  let ideographs = 0;
  const distinct = new Set<number>();
  for (let index = 0; index < read.count; index += 1) {
    const kind = read.kinds[index];
    if (kind === WORD) {
      const length = (read.ends[index] ?? 0) - (read.starts[index] ?? 0);
      words += 1;
      letters += length;
      if (length > 8) long += 1;
      distinct.add(read.hashes[index] ?? 0);
    } else if (kind === NUMBER) numbers += 1;
    else if (kind === SYMBOL) symbols += 1;
    else if (kind === BREAK) lines += 1;
    else if (kind === IDEOGRAPH) ideographs += 1;
  }
  const tokens = Math.max(1, read.count);
  const shape: Record<(typeof SHAPE)[number], number> = {
    length: Math.log1p(text.length) / 8,
    words: log(words + ideographs * 0.6),
    lines: log(lines - 1),
    wordLength: words === 0 ? 0 : Math.min(2, letters / words / 8),
    longWords: words === 0 ? 0 : long / words,
    numbers: log(numbers),
    numberShare: numbers / tokens,
    symbolShare: symbols / tokens,
    ideographShare: ideographs / tokens,
    beyondAscii: count(text, /\P{ASCII}/gu) / Math.max(1, text.length),
    questions: log(count(text, /[?？]/g)),
    endsAsQuestion: /[?？]["'”)\s]*$/.test(text.slice(-12)) ? 1 : 0,
    commas: log(count(text, /[,，、;]/g)),
    sentences: log(count(text, /[.!?。！？](?:\s|$)/g)),
    fences: log(count(text, /```/g)),
    codeShare,
    braces: log(count(text, /[{}[\]<>;]/g)),
    indents: log(count(text, /\n(?:\t| {2,})\S/g)),
    mathSigns: log(count(text, /[∑∫√∞≤≥≠∈∀∃πθλ±×÷∂∇⊂∪∩→^=]/g)),
    latex: log(count(text, /\\(?:frac|sqrt|sum|int|begin|left|cdot|mathbb|leq|geq|text|alpha|beta|times)|\$[^$\n]{1,80}\$/g)),
    operators: log(count(text, /\d\s?[-+*/=^]\s?[\dx(]|[a-z]\^\d|[a-z]\([a-z]\)\s?=/g)),
    options: log(count(text, /(?:^|[\s(])[(]?[a-h][.)]\s/g)),
    listItems: log(count(text, /\n[ \t]*(?:[-*•]|\d{1,2}[.)])\s/g)),
    quotes: log(count(text, /["“”«»„]/g)),
    colons: log(count(text, /[:：]/g)),
    money: log(count(text, /[$€£¥]\s?\d|\d\s?(?:%|percent|dollars|euros|cents)/g)),
    secondPerson: log(count(text, /\b(?:you|your|you're|yourself|du|dein\w*|dich)\b/g)),
    firstPerson: log(count(text, /\b(?:i|i'm|i've|my|me|ich|mein\w*|mir|mich)\b/g)),
    endsAsAnswer: /answer:?\s*$/.test(text.slice(-16)) ? 1 : 0,
    startsWithQuestionWord: QUESTION_WORDS.test(text.slice(0, 40)) ? 1 : 0,
    startsWithVerb: VERBS.test(text.slice(0, 60)) ? 1 : 0,
    manyMore: log(count(text, MORE)),
    negations: log(count(text, /\b(?:not|no|never|none|except|without|neither|cannot|nicht|kein\w*|ohne)\b/g)),
    distinctWords: words === 0 ? 0 : distinct.size / words,
  };
  const marks = new Float32Array(MARKS.length);
  let at = 0;
  for (const name of SHAPE) marks[at++] = shape[name];
  const hits = topicHitsOf(read);
  for (const side of [hits.anywhere, hits.early, hits.late]) for (const hit of side) marks[at++] = Math.log1p(hit) / 2;
  return marks;
}
