import { runCommand } from "./run-command.ts";

/*
 * A Docker daemon writes into the machine's one set of iptables rules and leaves them behind. What it added is found by
 * comparing `iptables-save` before and after, and only what is ours is taken back: rules that name our bridge or our
 * addresses, and Docker's own chains when no Docker had made them before us.
 */

/** Commands (arguments of iptables) that take back what our daemon added. Pure. */
export function undoRules(before: string, after: string, isOurs: (rule: string) => boolean): string[][] {
  const old = new Set(tagLines(before));
  const oldText = [...old];
  const hadDocker = oldText.some((line) => / :DOCKER/.test(line));
  const added = tagLines(after).filter((line) => !old.has(line));
  const rules: string[][] = [];
  const chains: string[][] = [];
  const policies: string[][] = [];
  for (const line of added) {
    const [table = "", rest = ""] = splitOnce(line, " ");
    if (rest.startsWith("-A ")) {
      const isDockerChain = /(?:-A|-j) DOCKER/.test(rest);
      if (isOurs(rest) || (!hadDocker && isDockerChain)) rules.push(["-t", table, "-D", ...words(rest).slice(1)]);
    } else if (rest.startsWith(":DOCKER") && !hadDocker) {
      chains.push(["-t", table, "-X", words(rest)[0]?.slice(1) ?? ""]);
    } else if (rest.startsWith(":FORWARD ")) {
      const policy = oldText.find((candidate) => candidate.startsWith(`${table} :FORWARD `))?.split(" ")[2] ?? "ACCEPT";
      policies.push(["-t", table, "-P", "FORWARD", policy]);
    }
  }
  return [...rules, ...chains, ...(hadDocker ? [] : policies)];
}

export function saveRules(): Promise<string> {
  return runCommand("iptables-save");
}

/** Take the rules back. @returns what could not be taken back */
export async function restoreRules(before: string, isOurs: (rule: string) => boolean): Promise<string[]> {
  const problems: string[] = [];
  for (const args of undoRules(before, await saveRules(), isOurs)) {
    try {
      await runCommand("iptables", ...args);
    } catch (error) {
      problems.push(String(error));
    }
  }
  return problems;
}

/** `iptables-save` without counters and comments, each line led by its table. */
function tagLines(saved: string): string[] {
  let table = "";
  const lines: string[] = [];
  for (const line of saved.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    else if (line.startsWith(":") || line.startsWith("-A ")) lines.push(`${table} ${line.replace(/ \[\d+:\d+\]$/, "")}`);
  }
  return lines;
}

function words(rule: string): string[] {
  return [...rule.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
