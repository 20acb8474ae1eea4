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

/** A name that no other server knows. */
const NAME = "shelf.hydra-drill";

export const namesGone: DrillCase = {
  id: "dns",
  title: "The name server of two services dies, and they find no names",
  expected: { end: "healed", root: "names", troubles: ["crashed"], categories: [], mostActs: 1 },
  async play(stage) {
    const network = await stage.network();
    await stage.run("names", {
      // The shell stays in front, so that it is the server that ends, and with it the container.
      script: `echo "${NAME} 10.99.99.99" > /names; rm -f /fault; busybox dnsd -c /names & while [ ! -e /fault ]; do sleep 0.1; done; exit 137`,
      check: `nslookup ${NAME} 127.0.0.1`,
      network,
    });
    const knowsHow = await stage.exec("names", "sh", "-c", "busybox dnsd --help 2>&1; command -v nslookup");
    if (knowsHow.exitCode !== 0 || !knowsHow.output.includes("Usage: dnsd"))
      throw new CannotPlay("the image has no small name server (busybox dnsd) and no nslookup");
    await stage.untilWell("names");
    const address = (await stage.host.inspect(stage.idOf("names")))?.networks.find(({ ipAddress }) => ipAddress !== null)?.ipAddress;
    if (address == null) throw new CannotPlay("the engine tells no address of the name server");
    for (const service of ["front", "worker"])
      await stage.run(service, { script: ASKS_NAMES(address), check: "test ! -e /stale", network, needs: ["names"] });
    await stage.untilWell("names", "front", "worker");
    await stage.fault(() => stage.exec("names", "touch", "/fault"));
  },
};

function ASKS_NAMES(address: string): string {
  return `
while :; do
  if timeout 2 nslookup ${NAME} ${address} > /dev/null 2>&1; then rm -f /stale
  else echo "getaddrinfo EAI_AGAIN ${NAME}: temporary failure in name resolution" >&2; touch /stale; fi
  sleep 1
done`;
}
