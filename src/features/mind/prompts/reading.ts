import { difficultyOf, formOf } from "./difficulty/difficulty.ts";
import { STEPS, stepsOf } from "./difficulty/steps.ts";
import { languageOf, type Language } from "./language.ts";
import { likeliest, taskShares } from "./task/classify.ts";
import { TASKS, type Task } from "./task/tasks.ts";
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

/** A reading, and beside it the prompt as numbers that others can learn from without keeping the prompt. */
export interface PromptStudy {
  reading: PromptReading;
  /** PROFILE_LENGTH numbers: the tasks' probabilities, then counts of what makes problems long, then its shape. No word can be read from it. */
  profile: number[];
}

const SHAPE_LENGTH = 3;
export const PROFILE_LENGTH = TASKS.length + STEPS.length + SHAPE_LENGTH;

/** Read a prompt: well under a millisecond for 4,000 characters (longer ones by head and tail), asks nobody. */
export function studyPrompt(prompt: string, system = ""): PromptStudy {
  const isBare = prompt.length < SHORT_PROMPT && system !== "";
  const features = featuresOf(prompt);
  const judged = isBare ? featuresOf(`${system.slice(0, SYSTEM_READ)}\n${prompt}`) : features;
  const shares = taskShares(judged);
  const { task, confidence } = likeliest(shares);
  const form = formOf(features);
  const steps = stepsOf(features.text);
  const shape = [features.codeShare, Math.log1p(features.text.length) / 8, form === "exam" ? 1 : 0];
  return {
    reading: {
      task,
      taskConfidence: confidence,
      difficulty: difficultyOf(features, form, shares, steps),
      language: languageOf(features.text),
      codeShare: features.codeShare,
      tokens: tokensOfLong(prompt) + tokensOfLong(system),
    },
    profile: [...shares, ...steps, ...shape].map((value) => Math.round(value * 1_000) / 1_000),
  };
}

export function readPrompt(prompt: string, system = ""): PromptReading {
  return studyPrompt(prompt, system).reading;
}
