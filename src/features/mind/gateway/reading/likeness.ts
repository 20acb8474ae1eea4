import { settled } from "./conversation.ts";

/** Answers are compared by this much of their beginning: more is not remembered. */
const COMPARED = 8_000;

/**
 * How much of what came back was in the answer, and how much of the answer came back, both from 0 to 1, by pairs of
 * neighbouring words. What was shortened came whole from the answer; what was edited mostly; another answer hardly.
 */
export function likeness(cameBack: string, answer: string): { fromAnswer: number; ofAnswer: number } {
  if (cameBack.trim() !== "" && settled(answer).includes(settled(cameBack))) return { fromAnswer: 1, ofAnswer: 0 };
  const back = pairsOf(cameBack);
  const given = pairsOf(answer);
  const shared = [...back].filter((pair) => given.has(pair)).length;
  return { fromAnswer: back.size === 0 ? 0 : shared / back.size, ofAnswer: given.size === 0 ? 0 : shared / given.size };
}

export function isSameText(one: string, other: string): boolean {
  return settled(one.slice(0, COMPARED)) === settled(other.slice(0, COMPARED));
}

function pairsOf(text: string): Set<string> {
  const words = settled(text.slice(0, COMPARED)).toLowerCase().split(" ");
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}
