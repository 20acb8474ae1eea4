import { difficultyOf } from "./difficulty/difficulty.ts";
import { languageOf, type Language } from "./language.ts";
import { likeliest, taskShares } from "./task/classify.ts";
import type { Task } from "./task/tasks.ts";
import { LONGEST_READ } from "./text/excerpt.ts";
import { featuresOf } from "./text/features.ts";
import { tokensOf } from "./tokens.ts";

/** What a prompt asks for, read from its text alone. */
export interface PromptReading {
  task: Task;
  /** 0 to 1, calibrated. */
  taskConfidence: number;
  /** Calibrated probability that a small model's answer is not enough, 0 to 1. */
  difficulty: number;
  /** ISO 639-1, or `unknown`. */
  language: Language;
  /** Share of the characters that are code, 0 to 1. */
  codeShare: number;
  /** Of the prompt and the system prompt together, about. */
  tokens: number;
}

/** From here on the count is scaled up from what stands at the head: a prompt of 10 MB must not cost 10 MB's time. */
const LONGEST_COUNTED = 16_000;

function tokensOfLong(text: string): number {
  return text.length <= LONGEST_COUNTED
    ? tokensOf(text)
    : Math.round((tokensOf(text.slice(0, LONGEST_COUNTED)) * text.length) / LONGEST_COUNTED);
}

/** A system prompt says who answers, not what is asked: a little of it helps where the prompt itself says nothing. */
const SHORT_PROMPT = 60;
const SYSTEM_READ = 1_000;

/** Read a prompt: well under a millisecond for 4,000 characters (longer ones by head and tail), asks nobody. */
export function readPrompt(prompt: string, system = ""): PromptReading {
  const isBare = prompt.length < SHORT_PROMPT && system !== "" && prompt.length < LONGEST_READ;
  const features = featuresOf(prompt);
  const judged = isBare ? featuresOf(`${system.slice(0, SYSTEM_READ)}\n${prompt}`) : features;
  const shares = taskShares(judged);
  const { task, confidence } = likeliest(shares);
  return {
    task,
    taskConfidence: confidence,
    difficulty: difficultyOf(features, shares),
    language: languageOf(features.text),
    codeShare: features.codeShare,
    tokens: tokensOfLong(prompt) + tokensOfLong(system),
  };
}
