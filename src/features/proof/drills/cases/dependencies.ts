import { CannotPlay, type DrillCase } from "./case.ts";

/** What needs the store: it looks whether the store still writes, and says when it does not. */
const NEEDS_STORE = `
last=none
while :; do
  now=$(cat /shared/beat)
  if [ "$now" = "$last" ]; then echo "ERROR: timeout: the store did not answer within 1 s" >&2; touch /stale; else rm -f /stale; fi
  last=$now
  sleep 1
done`;

export const hungStore: DrillCase = {
  id: "dependency-hung",
  title: "A store hangs, and two services that need it fail",
  expected: { end: "healed", root: "store", troubles: ["hung", "unhealthy"], categories: [], mostActs: 1 },
  async play(stage) {
    const volumes = [{ name: stage.named("shared"), target: "/shared" }];
    await stage.run("store", {
      script: "beat=0; while :; do beat=$((beat+1)); echo $beat > /shared/beat; sleep 0.2; done",
      check: 'before=$(cat /shared/beat); sleep 1; [ "$before" != "$(cat /shared/beat)" ]',
      volumes,
    });
    await stage.untilWell("store");
    for (const service of ["front", "worker"])
      await stage.run(service, { script: NEEDS_STORE, check: "test ! -e /stale", volumes, needs: ["store"] });
    await stage.untilWell("store", "front", "worker");
    await stage.fault(() => stage.sandbox.kill(stage.idOf("store"), "SIGSTOP"));
  },
};

const NAME = "shelf.hydra-drill";
const LOOK_UP = `(getent hosts ${NAME} || timeout 2 nslookup ${NAME}) > /dev/null 2>&1`;
const ASKS_FOR_NAME = `
while :; do
  if ${LOOK_UP}; then rm -f /stale
  else echo "getaddrinfo EAI_AGAIN ${NAME}: temporary failure in name resolution" >&2; touch /stale; fi
  sleep 1
done`;

export const namesGone: DrillCase = {
  id: "dns",
  title: "The container behind a name dies, and two services that look it up find it no more",
  expected: { end: "healed", root: "shelf", troubles: ["crashed"], categories: [], mostActs: 1 },
  async play(stage) {
    // The engine answers names of its networks itself. What it does not know it would ask the world: nobody is there.
    const at = { network: await stage.network(), dns: ["127.0.0.1"] };
    const script = "rm -f /fault; while [ ! -e /fault ]; do sleep 0.1; done; exit 137";
    await stage.run("shelf", { ...at, script, check: "true", aliases: [NAME] });
    const asked = await stage.exec("shelf", "sh", "-c", LOOK_UP);
    if (asked.exitCode !== 0) throw new CannotPlay("the image can look up no names: it has neither getent nor nslookup");
    await stage.untilWell("shelf");
    for (const service of ["front", "worker"])
      await stage.run(service, { ...at, script: ASKS_FOR_NAME, check: "test ! -e /stale", needs: ["shelf"] });
    await stage.untilWell("shelf", "front", "worker");
    await stage.fault(() => stage.exec("shelf", "touch", "/fault"));
  },
};
