/** What a prompt wants. */
export const TASKS = [
  "code",
  "math",
  "creative",
  "reasoning",
  "knowledge",
  "roleplay",
  "extraction",
  "translation",
  "summarization",
  "chat",
] as const;
export type Task = (typeof TASKS)[number];
