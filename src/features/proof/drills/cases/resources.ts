import { CannotPlay, type DrillCase } from "./case.ts";

const KIB = 1_024;

export const diskFull: DrillCase = {
  id: "disk-full",
  title: "The volume of a service is full",
  // One restart may come before its log lines are read; it helps nothing, and no second one follows.
  expected: { end: "escalated", root: "app", troubles: ["unhealthy", "hung", "disk_full"], categories: ["disk_full"], mostActs: 1 },
  async play(stage) {
    const script = `
while :; do
  if [ ! -e /fault ] || dd if=/dev/zero of=/data/frames bs=64k 2> /said; then rm -f /stale
  else cat /said >&2; touch /stale; fi
  sleep 0.5
done`;
    const tmpfs = [{ target: "/data", sizeBytes: 512 * KIB }];
    await stage.run("app", { script, check: "test ! -e /stale", tmpfs });
    await stage.untilWell("app");
    await stage.fault(() => stage.exec("app", "touch", "/fault"));
  },
};

const SERVES = "trap 'exit 0' TERM; while :; do sleep 0.1; done";
const PORT = 8_080;

export const portTaken: DrillCase = {
  id: "port-taken",
  title: "A service cannot start: another one has its port",
  expected: { end: "escalated", root: "app", troubles: ["cannot_start"], categories: ["port_conflict"], mostActs: 0 },
  async play(stage) {
    // 0: the engine takes one that is free.
    // Nothing listens behind it, which is nobody's trouble here.
    const labels = { "hydra.ignore": "true" };
    await stage.run("holder", { script: SERVES, labels, ports: [{ containerPort: PORT, hostPort: 0 }] });
    const hostPort = (await stage.host.inspect(stage.idOf("holder")))?.ports.find((port) => port.hostPort !== null)?.hostPort;
    if (hostPort == null) throw new CannotPlay("the engine published no port on 127.0.0.1");
    await stage.create("app", { script: SERVES, check: "true", ports: [{ containerPort: PORT, hostPort }] });
    await stage.fault(() => stage.startInVain("app"));
  },
};
