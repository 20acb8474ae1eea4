/**
 * What makes a problem in words long to solve, counted: quantities, relations between them, changes over time. No word
 * here belongs to one set of problems; it is how such problems are told.
 */
const COUNTED: Readonly<Record<string, RegExp>> = {
  numbers: /\d+(?:\.\d+)?/g,
  numberWords:
    /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|third|quarter|twice|thrice|double|triple|dozen|once|fourth|fifth)\b/g,
  sentences: /[.?!]/g,
  fractions: /\d\/\d|\b(?:half|third|quarter|fourth|fifth|sixth|eighth)s?\b/g,
  percents: /%|\bpercent/g,
  money: /[$€£]/g,
  decimals: /\d\.\d/g,
  thousands: /\b\d{1,3}(?:,\d{3})+\b|\b\d{4,}\b/g,
  times: /\b(?:hour|minute|day|week|month|year|second)s?\b/g,
  relations: /\b(?:more|less|fewer|times|as many|as much|older|younger|than|twice|half|remaining|rest)\b/g,
  conditions: /\b(?:if|when|unless|only|except|without)\b/g,
  rates: /\b(?:each|every|per)\b/g,
  totals: /\b(?:total|altogether|in all|combined|sum)\b/g,
  rests: /\b(?:left|remain\w*|difference|still)\b/g,
  notions: /\b(?:average|ratio|profit|interest|discount|tax|speed|mph|rate|probability|area|volume|perimeter)\b/g,
  ages: /\b(?:years? old|age)\b/g,
  changes: /\b(?:then|after|before|next|first|second|later|until|while|again|increase\w*|decrease\w*)\b/g,
  commas: /[,;]/g,
};

export const STEPS: readonly string[] = [...Object.keys(COUNTED), "words", "wordsPerSentence", "wordsOfQuestion"];

/** `lower` is a prompt in lower case. */
export function stepsOf(lower: string): Float32Array {
  const counts = Object.values(COUNTED).map((pattern) => lower.match(pattern)?.length ?? 0);
  const words = lower.match(/\S+/g)?.length ?? 0;
  const sentences = lower.match(/[.?!]/g)?.length ?? 0;
  const question = lower.slice(lower.lastIndexOf(".") + 1).match(/\S+/g)?.length ?? 0;
  return Float32Array.from([...counts, words, words / Math.max(1, sentences), question], (value) => Math.log1p(value));
}
