import type { DrillCase } from "./case.ts";

/** Serves until somebody breaks it; a new start begins well. */
const SERVES = "rm -f /fault; trap 'exit 0' TERM; while :; do sleep 0.1; done";

export const failing: DrillCase = {
  id: "failing-service",
  title: "A service runs on, and its check rightly says that it does not work",
  expected: { end: "healed", root: "app", troubles: ["unhealthy", "hung"], categories: [], mostActs: 1 },
  async play(stage) {
    await stage.run("app", { script: SERVES, check: "test ! -e /fault" });
    await stage.untilWell("app");
    await stage.fault(() => stage.exec("app", "touch", "/fault"));
  },
};

export const brokenCheck: DrillCase = {
  id: "broken-check",
  title: "A service works, and its check asks with a program that is not there",
  expected: { end: "left-alone", root: "app", troubles: [], categories: [], mostActs: 0 },
  async play(stage) {
    await stage.fault(() => stage.run("app", { script: SERVES, check: "hydra-drill-no-such-program --fail http://localhost/" }));
  },
};
