import { TASKS, type Task } from "../../../src/features/mind/prompts/task/tasks.ts";
import type { TaskFile } from "../../../src/features/mind/prompts/task/classify.ts";
import { LinearModel } from "../../../src/features/mind/prompts/text/linear.ts";
import { featuresOf, type Features } from "../../../src/features/mind/prompts/text/features.ts";
import { foldsOf } from "../interval.ts";
import { MEASURING_ONLY, readLines, type LabelledPrompt, type RoutedPrompt } from "./data.ts";
import { train, type Lesson } from "./linear.ts";
import { seedPrompts } from "./seeds/index.ts";

/** A prompt with its task, ready to be learned or to be measured with. */
export interface TaskExample {
  source: string;
  prompt: string;
  label: Task;
  features: Features;
}

/** How much one example of a source counts. Exams and seeds are many and alike. */
const WEIGHTS: Readonly<Record<string, number>> = {
  seed: 0.3,
  mmlu: 0.2,
  gsm8k: 0.3,
  routerarena: 0.3,
  clinc150: 0.3,
  arena_hard_v2: 3,
  vicuna_bench: 2,
};
const SEEDS_PER_PATTERN = 4;
const EVERY_EXAM = 14;
const EVERY_PROBLEM = 6;
const TRAINING = { outputs: TASKS, link: "softmax", epochs: 15, rate: 0.1, decay: 1e-4, seed: 1, marksScale: 0.7 } as const;

/** The labelled prompts of the task-type set, those for measuring only among them. */
export async function labelledPrompts(folder: string): Promise<TaskExample[]> {
  const lines = await readLines<LabelledPrompt>(folder, "prompts.jsonl");
  return lines.flatMap(({ source, prompt, label }) => (isTask(label) ? [{ source, prompt, label, features: featuresOf(prompt) }] : []));
}

/** What is learned from besides: our own seeds, and a little of public sets of other kinds, each question without its frame. */
export async function furtherExamples(folder: string): Promise<TaskExample[]> {
  const exams = (await readLines<RoutedPrompt>(folder, "routellm", "mmlu.jsonl")).filter((_, index) => index % EVERY_EXAM === 0);
  const problems = (await readLines<RoutedPrompt>(folder, "routellm", "gsm8k.jsonl")).filter((_, index) => index % EVERY_PROBLEM === 0);
  const mixed = await readLines<RoutedPrompt>(folder, "routerarena", "outcomes.jsonl");
  const measured = await readLines<LabelledPrompt>(folder, "task-type", "prompts.jsonl");
  const said = await readLines<{ text: string; intent: string }>(folder, "intents", "clinc150", "train_10.jsonl");
  return [
    ...seedPrompts(
      SEEDS_PER_PATTERN,
      measured.map(({ prompt }) => prompt),
    ).map(({ prompt, task }) => example("seed", task, prompt)),
    ...exams.flatMap(({ group, prompt }) => {
      const task = taskOfSubject(group);
      return task === null ? [] : [example("mmlu", task, prompt.replace(/\n?Answer:$/, ""))];
    }),
    ...problems.map(({ prompt }) => example("gsm8k", "math", prompt)),
    ...mixed.flatMap(({ group, prompt }) => {
      const task = MIXED.find(([pattern]) => pattern.test(group))?.[1];
      return task === undefined ? [] : [example("routerarena", task, unframed(prompt))];
    }),
    ...said.flatMap(({ text, intent }) => {
      const task = SAID.find(([pattern]) => pattern.test(intent))?.[1];
      return task === undefined ? [] : [example("clinc150", task, text)];
    }),
  ];
}

/** What RouterArena's parts ask for; parts of no clear kind are left out. */
const MIXED: readonly (readonly [RegExp, Task])[] = [
  [/LiveCodeBench/, "code"],
  [/WMT19/, "translation"],
  [/AIME|^MATH$|AsDiv|GSM8K|MathQA|MMLUPro_math|OpenTDB_Science: Mathematics/, "math"],
  [/formal_logic|SocialiQA|CausalReasoning|Entailment/, "reasoning"],
  [/QANTA|OpenTDB|GeoGraphyData|GeoBench|MMLUPro_(?:history|biology|law|psychology|health|economics|philosophy)|MedMCQA/, "knowledge"],
];

/** What people say to an assistant without wanting work done, and two wishes that are tasks. */
const SAID: readonly (readonly [RegExp, Task])[] = [
  [
    /^(?:greeting|goodbye|thank_you|tell_joke|fun_fact|are_you_a_bot|what_is_your_name|how_old_are_you|where_are_you_from|who_made_you|do_you_have_pets|what_are_your_hobbies|what_can_i_ask_you|meaning_of_life)$/,
    "chat",
  ],
  [/^translate$/, "translation"],
  [/^calculator$/, "math"],
];

/** The question itself, where it stands in a frame that is the same for all of its set. */
function unframed(prompt: string): string {
  const from = prompt.indexOf("Question:");
  if (from < 0) return prompt.replace(/\n+Provide your final answer[^]*$/, "");
  const [question = prompt] = prompt.slice(from + "Question:".length).split(/\n+Provide (?:the correct|your final)/);
  return question.trim();
}

function example(source: string, label: Task, prompt: string): TaskExample {
  return { source, prompt, label, features: featuresOf(prompt) };
}

/** Null for subjects whose questions are of no clear kind. */
function taskOfSubject(subject: string): Task | null {
  if (/math|algebra|statistics/.test(subject)) return "math";
  if (/formal_logic|logical_fallacies/.test(subject)) return "reasoning";
  return /moral_scenarios/.test(subject) ? null : "knowledge";
}

function isTask(label: string): label is Task {
  return (TASKS as readonly string[]).includes(label);
}

export function trainTasks(examples: readonly TaskExample[]): LinearModel {
  return new LinearModel(taskFileOf(examples));
}

function taskFileOf(examples: readonly TaskExample[]): TaskFile["model"] {
  const learned = examples.filter(({ source }) => !MEASURING_ONLY.includes(source));
  const lessons = learned.map(({ source, label, features }): Lesson => ({
    ngrams: features.ngrams,
    marks: features.marks,
    target: Float32Array.from(TASKS, (task) => (task === label ? 1 : 0)),
    weight: WEIGHTS[source] ?? 1,
  }));
  return train(lessons, TRAINING);
}

/** Weights for the shipped model; how sure it may be is found by cross-validation. */
export function taskFile(labelled: readonly TaskExample[], further: readonly TaskExample[]): TaskFile {
  const allowed = labelled.filter(({ source }) => !MEASURING_ONLY.includes(source));
  const folds = foldsOf(allowed, 5);
  const held = folds.flatMap((fold, index) => {
    const model = trainTasks([...folds.filter((_, other) => other !== index).flat(), ...further]);
    return fold.map(({ features, label }) => ({ scores: model.scores(features.ngrams, features.marks), right: TASKS.indexOf(label) }));
  });
  return { model: taskFileOf([...allowed, ...further]), temperature: bestTemperature(held) };
}

/** The temperature under which what was held back is least surprising. */
function bestTemperature(held: readonly { scores: Float32Array; right: number }[]): number {
  const surprise = (temperature: number): number =>
    held.reduce((total, { scores, right }) => {
      const parts = [...scores].map((score) => Math.exp((score - Math.max(...scores)) / temperature));
      return total - Math.log((parts[right] ?? 0) / parts.reduce((sum, part) => sum + part, 0) + 1e-12);
    }, 0);
  const tried = Array.from({ length: 40 }, (_, step) => 0.5 + step * 0.1);
  return Number(tried.toSorted((a, b) => surprise(a) - surprise(b))[0]?.toFixed(2) ?? 1);
}
