import type { DrillCase } from "./case.ts";

const WELL = "trap 'exit 0' TERM; touch /ready; while :; do sleep 0.1; done";
const NEVER_WELL = "echo 'panic: the newer release does not know this machine' >&2; exit 2";
const CHECK = "test -e /ready";
/** After an owner's hand Hydra lets a project be for a while (the setting incidents.quietSeconds, 90 by default). */
const OWNERS_TIME_MS = 120_000;

export const badUpdate: DrillCase = {
  id: "image-update",
  title: "The newer image of a service never becomes well",
  expected: { end: "rolled-back", root: "app", troubles: ["crash_loop", "crashed"], categories: [], mostActs: 2 },
  extraMs: OWNERS_TIME_MS,
  async play(stage) {
    const model = await stage.create("model", { script: WELL });
    const [older, newer] = [`${stage.named("release")}:1`, `${stage.named("release")}:2`];
    await stage.sandbox.commit(model, older, { command: ["sh", "-c", WELL] });
    await stage.sandbox.commit(model, newer, { command: ["sh", "-c", NEVER_WELL] });
    await stage.remove("model");
    const app = { check: CHECK, restartPolicy: "unless-stopped" } as const;
    await stage.run("app", { ...app, image: older });
    await stage.untilWell("app");
    await stage.fault(async () => {
      await stage.remove("app");
      await stage.run("app", { ...app, image: newer });
    });
  },
};
