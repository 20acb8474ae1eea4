import { afterAll, describe, expect, test, vi } from "vitest";
import { askEngine } from "../../../../tests/peers/docker-api.ts";
import { BUSYBOX_IMAGE, peer } from "../../../../tests/peers/peers.ts";
import { containerFacts, fakeDocker } from "../../../integrations/docker/fake.ts";
import type { ContainerFacts } from "../../../integrations/docker/facts.ts";
import { lookAround } from "./observing/look.ts";

const address = peer("docker");
const socket = address?.replace("unix://", "") ?? "";
const made: string[] = [];

interface Inspected {
  Id: string;
  State: { Pid: number };
  NetworkSettings: { IPAddress: string };
}

async function start(name: string, command: string): Promise<ContainerFacts> {
  const created = await askEngine(socket, "POST", `/containers/create?name=hydra-dependencies-${name}-${process.pid}`, {
    Image: BUSYBOX_IMAGE,
    Cmd: ["/bin/sh", "-c", command],
    Labels: { "hydra.test": "dependencies" },
    HostConfig: { Init: true },
  });
  const { Id: id } = JSON.parse(created.body) as { Id: string };
  made.push(id);
  const started = await askEngine(socket, "POST", `/containers/${id}/start`);
  if (started.status !== 204) throw new Error(`the container did not start: ${started.body}`);
  const { State, NetworkSettings } = JSON.parse((await askEngine(socket, "GET", `/containers/${id}/json`)).body) as Inspected;
  return containerFacts({ id, name, pid: State.Pid, networks: [{ name: "bridge", ipAddress: NetworkSettings.IPAddress, aliases: [] }] });
}

describe.skipIf(address === null)("real containers", () => {
  afterAll(async () => {
    await Promise.all(made.map((id) => askEngine(socket, "DELETE", `/containers/${id}?force=true&v=true`)));
  });

  test("one that is connected to another needs it, also when its requests are short", async () => {
    const db = await start("db", "exec httpd -f -p 80 -h /etc");
    const ip = db.networks[0]?.ipAddress ?? "";
    const steady = await start("steady", `while :; do sleep 600 | nc ${ip} 80; sleep 0.2; done`);
    const short = await start("short", `while :; do wget -q -O /dev/null http://${ip}/passwd; sleep 0.2; done`);
    const alone = await start("alone", "sleep 600");
    const engine = fakeDocker().add(db, steady, short, alone);
    await vi.waitFor(
      async () => {
        const pairs = await lookAround([engine], new Set());
        expect(pairs.map(({ from, to }) => `${from} > ${to}`).toSorted()).toEqual(["home//short > home//db", "home//steady > home//db"]);
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(await lookAround([engine], new Set([steady.id, short.id]))).toEqual([]);
    // Another process than the container's own: nothing is believed of it.
    const stranger = fakeDocker().add({ ...db, pid: process.pid }, { ...steady, pid: process.pid });
    expect(await lookAround([stranger], new Set())).toEqual([]);
  });
});
