import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUSYBOX_IMAGE, peer } from "../../../../tests/peers/peers.ts";
import { parseAddress } from "../address.ts";
import { Transport } from "../transport.ts";
import { EngineProbe } from "../testing/engine-probe.ts";
import { Replacement } from "./replacement.ts";
import { EngineVerbs } from "./verbs.ts";
import type { WholeContainer } from "./wire.ts";

const address = peer("docker");
const prefix = `hydra-replaced-${process.pid}`;
const SLEEP = "trap 'exit 143' TERM; while :; do sleep 0.1; done";

describe.skipIf(address === null)(`a container of ${BUSYBOX_IMAGE} that is made anew`, () => {
  let probe: EngineProbe;
  let engine: EngineVerbs;
  let close: () => void;
  let image: string;
  const networks: string[] = [];

  beforeAll(async () => {
    const parsed = parseAddress(address ?? "");
    const transport = await Transport.open(parsed, undefined);
    close = () => transport.close();
    engine = new EngineVerbs({ address: parsed, transport, version: "1.41" });
    probe = new EngineProbe((address ?? "").replace("unix://", ""));
    const lines = ["ENV OTHER=yes", "WORKDIR /var", 'LABEL from.image="other"', 'CMD ["sh", "-c", "echo other"]'];
    image = await probe.commit(`${prefix}:other`, lines);
    for (const name of ["one", "two"]) {
      networks.push(`${prefix}-${name}`);
      const ipam = name === "one" ? { IPAM: { Config: [{ Subnet: "10.231.77.0/24" }] } } : {};
      await probe.ask("POST", "/networks/create", { Name: `${prefix}-${name}`, Labels: { "hydra.test": "docker" }, ...ipam });
    }
  });

  afterAll(async () => {
    for (const { id, name } of await engine.list()) if (name.startsWith(prefix)) await probe.remove(id);
    await probe.removeAll();
    await probe.ask("DELETE", `/volumes/${prefix}-data`);
    for (const network of networks) await probe.ask("DELETE", `/networks/${network}`);
    close();
  });

  const whole = async (id: string): Promise<WholeContainer> => {
    const container = await engine.container(id);
    if (container === null) throw new Error(`${id} is gone`);
    return container;
  };

  const rich = async (name: string, more: object = {}): Promise<string> => {
    const id = await probe.create(`${prefix}-${name}`, SLEEP, {
      config: {
        Env: ["MINE=never shown", "PATH=/bin"],
        Labels: { mine: "1" },
        User: "0:0",
        StopTimeout: 3,
        ExposedPorts: { "8080/tcp": {} },
        Volumes: { "/unnamed": {} },
        Healthcheck: { Test: ["CMD", "true"], Interval: 60_000_000_000 },
        NetworkingConfig: {
          EndpointsConfig: { [`${prefix}-one`]: { Aliases: ["alpha"], IPAMConfig: { IPv4Address: "10.231.77.77" } } },
        },
      },
      hostConfig: {
        NetworkMode: `${prefix}-one`,
        Binds: [`${prefix}-data:/data`],
        Memory: 64 * 1_048_576,
        RestartPolicy: { Name: "always" },
        Tmpfs: { "/scratch": "size=1m" },
        CapAdd: ["NET_ADMIN"],
        ...more,
      },
    });
    await probe.ask("POST", `/networks/${prefix}-two/connect`, { Container: id, EndpointConfig: { Aliases: ["beta"] } });
    await probe.post(`/containers/${id}/start`);
    return id;
  };

  test("takes the place of what crashes again and again, also between two of its runs", async () => {
    const hostConfig = { RestartPolicy: { Name: "unless-stopped" } };
    const id = await probe.create(`${prefix}-crashing`, "exit 2", { hostConfig });
    await probe.post(`/containers/${id}/start`);
    // By now Docker waits for longer than this takes.
    await expect.poll(async () => Number((await probe.whole(id))["RestartCount"]), { timeout: 30_000 }).toBeGreaterThan(4);
    await expect.poll(async () => (await whole(id)).State.Restarting, { timeout: 30_000 }).toBe(true);
    const made = await new Replacement(engine).recreate(id, image);
    expect(await whole(made.id)).toMatchObject({ Name: `/${prefix}-crashing`, Image: image });
    const aside = await whole(id);
    expect(aside.Name).toContain(`${prefix}-crashing.`);
    expect([aside.State.Running, aside.State.Restarting]).toEqual([false, false]);
  }, 60_000);

  test("is the same in everything but the image, and comes back as it was", async () => {
    const id = await rich("a");
    const before = await whole(id);
    const made = await new Replacement(engine).recreate(id, image);
    const [after, aside] = [await whole(made.id), await whole(id)];
    expect(after.Image).toBe(image);
    expect(aside.State.Running).toBe(false);
    // An engine that starts again must not start both.
    expect(aside.HostConfig.RestartPolicy).toMatchObject({ Name: "unless-stopped" });
    const { Image: _image, Env, Labels, Hostname: _hostname, WorkingDir, ...config } = after.Config;
    const { Image: _was, Env: envBefore, Labels: labelsBefore, Hostname: _host, WorkingDir: _folder, ...configBefore } = before.Config;
    expect(config).toEqual(configBefore);
    expect(WorkingDir).toBe("/var");
    expect(Env?.toSorted()).toEqual([...(envBefore ?? []), "OTHER=yes"].toSorted());
    expect(Labels).toEqual({ ...labelsBefore, "from.image": "other" });
    const volume = before.Mounts?.find(({ Destination }) => Destination === "/unnamed")?.Name;
    expect(volume).toMatch(/^[0-9a-f]{64}$/);
    expect(after.HostConfig).toEqual({ ...before.HostConfig, Binds: [...(before.HostConfig.Binds ?? []), `${volume}:/unnamed`] });
    expect(mounted(after)).toEqual(mounted(before));
    expect(networksOf(after)).toEqual(networksOf(before));
    expect(made.diff.join("\n")).toMatch(/^image: .*other/m);
    expect(made.diff.join("\n")).not.toContain("never shown");
    await new Replacement(engine).putBack(made.id, id);
    const back = await whole(id);
    expect(back.Name).toBe(before.Name);
    expect(back.State.Running).toBe(true);
    expect(back.HostConfig.RestartPolicy).toEqual(before.HostConfig.RestartPolicy);
    expect(await engine.container(made.id)).toBeNull();
    await probe.remove(id);
  }, 60_000);

  test("that cannot start leaves the one before running under its name", async () => {
    const id = await probe.create(`${prefix}-b`, SLEEP, {
      config: { ExposedPorts: { "80/tcp": {} } },
      hostConfig: { NetworkMode: "bridge" },
    });
    await probe.post(`/containers/${id}/start`);
    const broken = await probe.commit(`${prefix}:broken`, ['ENTRYPOINT ["/no/such/program"]']);
    const before = await whole(id);
    await expect(new Replacement(engine).recreate(id, broken)).rejects.toMatchObject({ code: "upstream_failed" });
    const after = await whole(id);
    expect(after.Name).toBe(before.Name);
    expect(after.State.Running).toBe(true);
    const names = (await engine.list()).map(({ name }) => name).filter((name) => name.startsWith(`${prefix}-b`));
    expect(names).toEqual([`${prefix}-b`]);
  }, 60_000);

  test("frees its port before the next one takes it", async () => {
    const port = await freePort();
    const id = await probe.create(`${prefix}-c`, SLEEP, {
      config: { ExposedPorts: { "80/tcp": {} } },
      hostConfig: { NetworkMode: "bridge", PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
    });
    await probe.post(`/containers/${id}/start`);
    const { id: next } = await new Replacement(engine).recreate(id, image);
    expect((await whole(next)).State.Running).toBe(true);
    await expect(new Replacement(engine).putBack(next, next)).rejects.toMatchObject({ code: "conflict" });
    await new Replacement(engine).putBack(next, id);
    expect((await whole(id)).State.Running).toBe(true);
  }, 60_000);

  test("takes along those that share its network, and back", async () => {
    const owner = await rich("d");
    const follower = await probe.create(`${prefix}-e`, SLEEP, { hostConfig: { NetworkMode: `container:${owner}` } });
    await probe.post(`/containers/${follower}/start`);
    const made = await new Replacement(engine).recreate(owner, image);
    expect(made.followers).toEqual([{ name: `${prefix}-e`, id: expect.any(String), asideId: follower }]);
    const [{ id: newFollower = "" } = {}] = made.followers;
    expect(await whole(newFollower)).toMatchObject({ Image: (await whole(follower)).Image, State: { Running: true } });
    expect((await whole(newFollower)).HostConfig.NetworkMode).toBe(`container:${made.id}`);
    await new Replacement(engine).putBack(made.id, owner);
    expect(await whole(follower)).toMatchObject({ Name: `/${prefix}-e`, State: { Running: true } });
    expect(await engine.container(newFollower)).toBeNull();
  }, 60_000);

  test("is begun again when whoever did it was killed in the middle", async () => {
    const name = `${prefix}-g`;
    const id = await probe.create(name, SLEEP, { hostConfig: { RestartPolicy: { Name: "always" } } });
    await probe.post(`/containers/${id}/start`);
    const putAside = async (): Promise<void> => {
      await engine.rename(id, `${name}.hydra-before-${id.slice(0, 12)}`);
      await engine.stop(id, 3);
    };
    await putAside();
    const first = await new Replacement(engine).recreate(id, image);
    expect(await whole(first.id)).toMatchObject({
      Name: `/${name}`,
      State: { Running: true },
      HostConfig: { RestartPolicy: { Name: "always" } },
    });
    await new Replacement(engine).putBack(first.id, id);
    // This time the successor was created and not started.
    await putAside();
    const half = await probe.create(name, SLEEP, { config: { Image: image }, hostConfig: { RestartPolicy: { Name: "always" } } });
    await engine.setRestartPolicy(id, { Name: "unless-stopped" });
    const second = await new Replacement(engine).recreate(id, image);
    expect(await engine.container(half)).toBeNull();
    expect(await whole(second.id)).toMatchObject({ State: { Running: true }, HostConfig: { RestartPolicy: { Name: "always" } } });
    // A successor that runs is nobody's half work.
    await expect(new Replacement(engine).recreate(id, image)).rejects.toMatchObject({ code: "conflict" });
  }, 60_000);

  test("is not done where stopping would remove it", async () => {
    const id = await probe.create(`${prefix}-f`, SLEEP, { hostConfig: { AutoRemove: true } });
    await probe.post(`/containers/${id}/start`);
    await expect(new Replacement(engine).recreate(id, image)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("--rm"),
    });
    expect((await whole(id)).State.Running).toBe(true);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function mounted({ Mounts }: WholeContainer): string[] | undefined {
  return Mounts?.map(({ Name, Destination, RW }) => `${Name} ${Destination} ${RW}`).toSorted();
}

/** Name, what somebody called it there, and the address that somebody gave it. */
function networksOf({ Id, NetworkSettings }: WholeContainer): unknown[] {
  return Object.entries(NetworkSettings?.Networks ?? {})
    .map(([name, network]) => [name, network?.Aliases?.filter((alias) => !Id.startsWith(alias)), network?.IPAMConfig ?? {}])
    .toSorted();
}
