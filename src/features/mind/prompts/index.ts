import { feature } from "../../../kernel/feature.ts";
import { read } from "./operations.ts";

export const prompts = feature({
  name: "prompts",
  about: "What a prompt asks for, read from its text alone: task, difficulty, language; nothing is kept",
  operations: [read],
  personal: "nothing",
});
