import type { DrillCase } from "./case.ts";

/** Runs until the file is there, then goes on with `then`. A new start takes the file away. */
function untilFault(then: string): string {
  return `rm -f /fault; while [ ! -e /fault ]; do sleep 0.1; done; ${then}`;
}

export const killed: DrillCase = {
  id: "kill",
  title: "A service is killed by the system",
  expected: { end: "healed", root: "app", troubles: ["crashed"], categories: [], mostActs: 1 },
  async play(stage) {
    // 137 is what a kill leaves behind; a kill through Docker would be somebody's wish.
    await stage.run("app", { script: untilFault("exit 137"), check: "true" });
    await stage.untilWell("app");
    await stage.fault(() => stage.exec("app", "touch", "/fault"));
  },
};

const MIB = 1_048_576;

export const outOfMemory: DrillCase = {
  id: "oom",
  title: "A service grows beyond its memory limit",
  expected: { end: "healed", root: "app", troubles: ["out_of_memory", "crashed"], categories: ["out_of_memory"], mostActs: 1 },
  async play(stage) {
    const grow = "text=0123456789abcdef; while :; do text=$text$text; done";
    await stage.run("app", { script: untilFault(grow), check: "true", memoryLimitBytes: 24 * MIB });
    await stage.untilWell("app");
    await stage.fault(() => stage.exec("app", "touch", "/fault"));
  },
};

export const crashLoop: DrillCase = {
  id: "crash-loop",
  title: "A service ends right after each start",
  expected: { end: "escalated", root: "app", troubles: ["crash_loop", "crashed"], categories: ["config_error"], mostActs: 0 },
  async play(stage) {
    const fail = "echo \"FATAL: invalid configuration: unknown key 'prot' in /etc/app.conf line 3\" >&2; exit 1";
    // The file stays: no start makes it better.
    const script = `while [ ! -e /fault ]; do sleep 0.1; done; ${fail}`;
    await stage.run("app", { script, check: "true", restartPolicy: "unless-stopped" });
    await stage.untilWell("app");
    await stage.fault(() => stage.exec("app", "touch", "/fault"));
  },
};
