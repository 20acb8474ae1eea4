import { z } from "zod";
import { operation } from "../../../kernel/operation.ts";
import { readPrompt } from "./reading.ts";
import { TASKS } from "./task/tasks.ts";

export { PROFILE_LENGTH, readPrompt, studyPrompt, type PromptReading, type PromptStudy } from "./reading.ts";
export { TASKS, type Task } from "./task/tasks.ts";

const Fraction = z.number().min(0).max(1);

export const read = operation({
  name: "prompts.read",
  summary: "Say what a prompt asks for: task, difficulty, language, share of code, tokens",
  http: "POST /prompts/read",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    prompt: z.string().min(1).describe("what somebody asks a model"),
    system: z.string().optional().describe("the system prompt, when there is one"),
  }),
  output: z.strictObject({
    task: z.enum(TASKS),
    taskConfidence: Fraction,
    difficulty: Fraction.describe("calibrated chance that a small model's answer is not enough"),
    language: z.string().describe("ISO 639-1, or unknown"),
    codeShare: Fraction,
    tokens: z.int().min(0).describe("about, as usual vocabularies count them"),
  }),
  run: ({ prompt, system }) => readPrompt(prompt, system),
});
