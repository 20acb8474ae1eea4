import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { operation } from "../../kernel/operation.ts";
import { commandsOf } from "./commands.ts";
import { COMPLETED_SHELLS, completionScript, completionTable } from "./completion.ts";

const list = operation({
  name: "containers.list",
  summary: "List",
  http: "GET /containers",
  shell: "containers",
  risk: "read",
  input: z.strictObject({
    state: z.enum(["running", "exited"]).optional(),
    nodeName: z.string().optional(),
    odd: z.enum(["$(touch x)", "a b"]).optional(),
  }),
  output: z.strictObject({}),
  run: () => ({}),
});
const verify = operation({
  ...list,
  name: "activity.verify",
  shell: "audit verify",
  http: "GET /activity/verify",
  input: z.strictObject({}),
});
const commands = commandsOf({ operations: new Map([list, verify].map((op) => [op.name, op])) });
const others = ["up", "new", "completion"].map((word) => ({ word, summary: "" }));
const table = completionTable(commands, others);

/** What a shell offers after the words; the last may be begun. */
const DRIVERS: Record<(typeof COMPLETED_SHELLS)[number], (words: readonly string[]) => string[]> = {
  bash: (words) => [
    "-c",
    'eval "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hydra; printf "%s\\n" "${COMPREPLY[@]}"',
    "bash",
    ...words,
  ],
  zsh: (words) => [
    "-fc",
    'compdef() { :; }; compadd() { shift; print -l -- "$@"; }; eval "$SCRIPT"; words=("$@"); CURRENT=$#; _hydra',
    "zsh",
    ...words,
  ],
  fish: (words) => ["--no-config", "-c", `$SCRIPT | source; complete -C '${words.join(" ")}'`.replace("$SCRIPT", "printf '%s' $SCRIPT")],
};

function offered(shell: (typeof COMPLETED_SHELLS)[number], words: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(shell, DRIVERS[shell](words), {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", SCRIPT: completionScript(shell, table) },
  });
  expect(stderr).toBe("");
  const begun = words.at(-1) ?? "";
  return stdout
    .split("\n")
    .filter((word) => word !== "" && word.startsWith(begun))
    .toSorted();
}

describe.each(COMPLETED_SHELLS)("completion for %s", (shell) => {
  const isHere = spawnSync(shell, ["--version"]).error === undefined;

  it.skipIf(!isHere).each([
    [
      ["hydra", ""],
      ["--help", "--version", "activity", "audit", "completion", "containers", "new", "up"],
    ],
    [["hydra", "con"], ["containers"]],
    [["hydra", "audit", ""], ["verify"]],
    [["hydra", "activity", "ve"], ["verify"]],
    [["hydra", "containers", "--n"], ["--node-name"]],
    [
      ["hydra", "containers", "list", "--state", ""],
      ["exited", "running"],
    ],
    [["hydra", "containers", "list", "--state", "running", "--no"], ["--node-name"]],
    [
      ["hydra", "completion", ""],
      ["bash", "fish", "zsh"],
    ],
  ])("%j offers %j", (words, expected) => {
    expect(offered(shell, words)).toEqual(expected);
  });
});

describe("completionScript", () => {
  it("holds nothing that a shell would run", () => {
    for (const shell of COMPLETED_SHELLS) expect(completionScript(shell, table)).not.toContain("touch");
  });
});
