/** What a router has to know of a model. Sizes in billions of parameters. */
export interface ModelFacts {
  model: string;
  /** All parameters: what has to fit into memory. */
  sizeB: number;
  /** Those that work on a token: what decides its speed. Less than all in a mixture of experts. */
  activeB: number;
  /** Was the size read from a name without a number in it, or not at all? */
  isSizeGuessed: boolean;
  isForCode: boolean;
  isEmbedding: boolean;
  contextTokens: number | null;
  isLoaded: boolean | null;
}

/** Names without a size, by the words that makers use for small and large; the first that fits counts. About, in billions. */
const SIZE_WORDS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:nano|tiny|micro|smollm)\b/, 2],
  [/\b(?:mini|haiku|flash|lite|small|instant|fast|turbo|3\.5)\b/, 12],
  [/\b(?:phi|orca|stablelm)\b/, 4],
  [/\b(?:mixtral)\b/, 47],
  [/\b(?:medium|base|sonnet|balanced|codestral|devstral)\b/, 24],
  [/\b(?:large|big|xl|pro|max|opus|ultra|plus|quality|o1|o3|o4|r1|gpt-?4\w*|gpt-?5|deepseek|grok|kimi|claude|gemini)\b/, 200],
  [/\b(?:llama|mistral|qwen|gemma|granite|hermes|vicuna|zephyr|openchat|falcon)\w*\b/, 8],
];
const UNKNOWN_SIZE_B = 14;

/** Sizes as they stand in names: `7b`, `0.5B`, `8x7b`, `135m`; with `a3b` beside it for the active part. */
const EXPERTS = /(?<![a-z0-9.])(\d{1,3})x(\d{1,3}(?:\.\d{1,2})?)b(?![a-z])/;
const SIZE = /(?<![a-z0-9.])(?:e)?(\d{1,4}(?:\.\d{1,3})?)(b|m)(?![a-z])/;
const ACTIVE = /(?<![a-z0-9.])a(\d{1,3}(?:\.\d{1,2})?)b(?![a-z])/;
/** Experts that work at a time in a mixture that does not say so. */
const USUAL_EXPERTS = 2;
/** What experts share is counted once: eight of 7 make 47, not 56. */
const SHARED = 0.83;

const CODE =
  /(?<![a-z])cod(?:e|er|ing)(?![a-z])|codellama|codestral|devstral|codegemma|codeqwen|codegeex|(?:star|open|wizard)coder|(?<![a-z])swe-/;
const EMBEDDING = /embed|(?:^|[/_:-])(?:bge|gte|e5|minilm|sbert|nomic|whisper|tts|rerank\w*|dall-e|clip)(?![a-z])/;

/** Read what a name tells. Names are data: the longest that is looked at has 200 characters. */
export function factsOfName(model: string): ModelFacts {
  const name = model.slice(0, 200).toLowerCase();
  const experts = EXPERTS.exec(name);
  const size = SIZE.exec(name);
  const active = ACTIVE.exec(name);
  let sizeB: number | null = null;
  let activeB: number | null = null;
  if (experts !== null) {
    const [, count = "1", each = "1"] = experts;
    sizeB = Number(count) * Number(each) * SHARED;
    activeB = Math.min(sizeB, USUAL_EXPERTS * Number(each));
  } else if (size !== null) {
    sizeB = Number(size[1]) / (size[2] === "m" ? 1_000 : 1);
  }
  if (active !== null) activeB = Number(active[1]);
  const guessed = sizeB === null || sizeB === 0;
  const readB = guessed ? sizeOfWords(name) : (sizeB ?? UNKNOWN_SIZE_B);
  return {
    model,
    sizeB: readB,
    activeB: activeB === null || activeB === 0 ? readB : Math.min(readB, activeB),
    isSizeGuessed: guessed,
    isForCode: CODE.test(name),
    isEmbedding: EMBEDDING.test(name),
    contextTokens: null,
    isLoaded: null,
  };
}

function sizeOfWords(name: string): number {
  const words = name.replaceAll(/[_/:]/g, "-");
  return SIZE_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? UNKNOWN_SIZE_B;
}

/** What a server tells of a model goes before what its name tells. */
export function withTold(
  facts: ModelFacts,
  told:
    | { parametersB: number | null; contextTokens: number | null; isLoaded: boolean | null; kind: "chat" | "embedding" | "unknown" }
    | undefined,
): ModelFacts {
  if (told === undefined) return facts;
  const sizeB = told.parametersB ?? facts.sizeB;
  return {
    ...facts,
    sizeB,
    activeB: facts.activeB < facts.sizeB ? Math.min(facts.activeB, sizeB) : sizeB,
    isSizeGuessed: told.parametersB === null && facts.isSizeGuessed,
    isEmbedding: told.kind === "embedding" || (told.kind === "unknown" && facts.isEmbedding),
    contextTokens: told.contextTokens,
    isLoaded: told.isLoaded,
  };
}
