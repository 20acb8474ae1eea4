import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContainerEvent, LogLine } from "../facts.ts";
import type { ContainerChange } from "../hosts.ts";
import { until, untilAsync } from "./until.ts";
import type { World } from "./world.ts";

/** What every engine must do, pretended or real. */
export function describeDocker(title: string, open: () => Promise<World>): void {
  describe(`docker: ${title}`, () => {
    let world: World;
    const heard: (ContainerEvent | ContainerChange)[] = [];
    const prefix = `hydra-docker-${process.pid}`;
    const eventsOf = (id: string): string[] => heard.flatMap((each) => ("action" in each && each.containerId === id ? [each.action] : []));
    const changesOf = (id: string): ContainerChange[] =>
      heard.flatMap((each) => ("action" in each || (each.after ?? each.before)?.id !== id ? [] : [each]));
    const facts = (id: string) => world.host.containers.get(id);
    const running = (id: string) => until("the running container", () => facts(id)?.state === "running" && facts(id));

    beforeAll(async () => {
      world = await open();
      world.host.listen({ onEvent: (event) => heard.push(event), onChange: (change) => heard.push(change) });
    });
    afterAll(async () => {
      const left = await world.host.sandbox?.leftovers(`${prefix}-drill`);
      for (const { id } of left?.containers ?? []) await world.host.sandbox?.remove(id);
      for (const network of left?.networks ?? []) await world.host.sandbox?.removeNetwork(network);
      for (const volume of left?.volumes ?? []) await world.host.sandbox?.removeVolume(volume);
      for (const image of left?.images ?? []) await world.host.sandbox?.removeImage(image);
      await world.end();
    });

    it("is connected and knows whom it talks to", () => {
      expect(world.host.connection).toMatchObject({ status: "connected", reason: null });
      expect(world.host.connection.engine).toMatchObject({ engineId: expect.stringMatching(/./), cpus: expect.any(Number) });
    });

    it("tells of a container that starts, and of what it is", async () => {
      const id = await world.start({ name: `${prefix}-a`, labels: { "hydra.depends": "b" } });
      const found = await running(id);
      expect(found).toMatchObject({
        id,
        name: `${prefix}-a`,
        health: "unchecked",
        exitCode: null,
        oomKilled: false,
        restartPolicy: expect.any(String),
      });
      expect(found.labels["hydra.depends"]).toBe("b");
      expect(found.envNames).toContain("PATH");
      expect(found.pid).toBeGreaterThan(0);
      expect(JSON.stringify(found)).not.toContain("never seen");
      expect(eventsOf(id)).toEqual(["create", "start"]);
      expect(await world.host.inspect(id)).toEqual(found);
      expect((await world.host.inspect(`${prefix}-a`))?.id).toBe(id);
      expect(await world.host.inspect("no-such-container")).toBeNull();
    });

    it("tells a kill and a stop before and after the death that a person wanted, each before its change", async () => {
      const id = await world.start({ name: `${prefix}-b` });
      await running(id);
      await world.stop(id);
      const after = await until("the end", () => facts(id)?.state === "exited" && facts(id));
      await until("the stop", () => eventsOf(id).includes("stop"));
      expect(eventsOf(id)).toEqual(["create", "start", "kill", "die", "stop"]);
      expect(after).toMatchObject({ exitCode: 143, oomKilled: false, pid: 0 });
      const end = changesOf(id).find((change) => change.after?.state === "exited");
      expect(end?.before?.state).toBe("running");
      expect(end?.event).not.toBeNull();
      const isEnd = (each: ContainerEvent | ContainerChange): boolean => each === end;
      expect(heard.findIndex((each) => "action" in each && each.action === "die" && each.containerId === id)).toBeLessThan(
        heard.findIndex(isEnd),
      );
    });

    it("names the signal of a kill and does not take it for want of memory", async () => {
      const id = await world.start({ name: `${prefix}-c` });
      await running(id);
      await world.kill(id);
      await until("the end", () => facts(id)?.state === "exited");
      expect(heard).toContainEqual(expect.objectContaining({ containerId: id, action: "kill", signal: 9 }));
      expect(heard).toContainEqual(expect.objectContaining({ containerId: id, action: "die", exitCode: 137 }));
      expect(facts(id)).toMatchObject({ exitCode: 137, oomKilled: false });
    });

    // An engine can miss one when the container is gone before its watcher woke up: then nobody can know. Not three in a row.
    it("knows a death for want of memory", { timeout: 90_000 }, async () => {
      const starved: string[] = [];
      while (starved.length < 3 && !starved.some((each) => facts(each)?.oomKilled)) {
        const next = await world.starve(`${prefix}-d${starved.length}`);
        starved.push(next);
        await until("the end", () => facts(next)?.state === "exited");
        await until("the flag", () => facts(next)?.oomKilled, 6_000).catch(() => undefined);
      }
      const id = starved.find((each) => facts(each)?.oomKilled) ?? "";
      expect(facts(id)).toMatchObject({ state: "exited", exitCode: 137, oomKilled: true });
      expect(eventsOf(id)).toContain("oom");
    });

    it("follows a check from starting to healthy to unhealthy", async () => {
      const id = await world.start({ name: `${prefix}-e`, isChecked: true });
      await until("healthy", () => facts(id)?.health === "healthy");
      await world.breakCheck(id);
      await until("unhealthy", () => facts(id)?.health === "unhealthy");
      expect(facts(id)?.healthCheck).toMatchObject({ intervalMs: 300, retries: 1 });
      const told = heard.flatMap((each) => ("action" in each && each.containerId === id && each.health !== null ? [each.health] : []));
      expect(told).toEqual(["healthy", "unhealthy"]);
      const seen = changesOf(id).map(({ after }) => after?.health);
      expect(seen.indexOf("starting")).toBeLessThan(seen.indexOf("healthy"));
    });

    it("reads logs of both streams, the last lines alone, and follows", async () => {
      const lines = [
        { stream: "stdout", text: "one" },
        { stream: "stderr", text: "two" },
        { stream: "stdout", text: "dreißig €" },
      ] as const;
      const id = await world.start({ name: `${prefix}-f`, lines });
      await running(id);
      const said: LogLine[] = [];
      const enough = new AbortController();
      for await (const line of world.host.logs(id, { follow: true, signal: enough.signal })) {
        said.push(line);
        if (said.length === 3) enough.abort();
      }
      expect(said.map(({ stream, text }) => ({ stream, text }))).toEqual(lines);
      expect(said.every(({ at }) => Math.abs(at - Date.now()) < 600_000)).toBe(true);
      const last: string[] = [];
      for await (const { text } of world.host.logs(id, { tail: 2 })) last.push(text);
      expect(last).toEqual(["two", "dreißig €"]);
    });

    it("reads the log of a terminal", async () => {
      const id = await world.start({ name: `${prefix}-g`, isTty: true, lines: [{ stream: "stdout", text: "on a terminal" }] });
      await running(id);
      const enough = new AbortController();
      for await (const line of world.host.logs(id, { follow: true, signal: enough.signal })) {
        expect(line).toMatchObject({ stream: "stdout", text: "on a terminal" });
        enough.abort();
      }
      expect(enough.signal.aborted).toBe(true);
    });

    it("measures what runs, and nothing else", async () => {
      const id = await world.start({ name: `${prefix}-h` });
      await running(id);
      const usage = await world.host.usage(id);
      expect(usage.memoryBytes).toBeGreaterThan(0);
      expect(usage.cpuTotalNs).toBeGreaterThan(0);
      expect(usage.memoryLimitBytes).toBeNull();
      await world.kill(id);
      await until("the end", () => facts(id)?.state === "exited");
      await expect(world.host.usage(id)).rejects.toMatchObject({ code: "upstream_failed" });
    });

    it("says whether a path is there, running or not, and where commands are looked for", async () => {
      const id = await world.start({ name: `${prefix}-i` });
      await running(id);
      expect(await world.host.hasPath(id, "/bin/sh")).toBe(true);
      expect(await world.host.hasPath(id, "/usr/bin/no-such-command")).toBe(false);
      expect(await world.host.searchPath(id)).toContain("/bin");
      await world.kill(id);
      await until("the end", () => facts(id)?.state === "exited");
      expect(await world.host.hasPath(id, "/bin/sh")).toBe(true);
    });

    it("restarts", async () => {
      const id = await world.start({ name: `${prefix}-j` });
      const before = await running(id);
      await world.host.write?.restart(id, 1);
      await until("the restart", () => eventsOf(id).includes("restart"));
      const after = await until(
        "the new start",
        () => facts(id)?.state === "running" && facts(id)?.startedAt !== before.startedAt && facts(id),
      );
      expect(after.startedAt).toBeGreaterThan(before.startedAt ?? Infinity);
      expect(eventsOf(id)).toEqual(["create", "start", "kill", "die", "stop", "start", "restart"]);
    });

    it("starts and stops, and says how the first process stands", async () => {
      const id = await world.start({ name: `${prefix}-n` });
      await running(id);
      expect(await world.host.mainProcess(id)).toBe("S");
      await world.freeze(id);
      await untilAsync("the stand", async () => (await world.host.mainProcess(id)) === "T");
      await world.kill(id);
      await until("the end", () => facts(id)?.state === "exited");
      expect(await world.host.mainProcess(id)).toBeNull();
      await world.host.write?.start(id);
      await running(id);
      await world.host.write?.stop(id);
      await until("the stop", () => facts(id)?.state === "exited" && eventsOf(id).includes("stop"));
      await expect(world.host.write?.start("no-such-container")).rejects.toMatchObject({ code: "upstream_failed" });
    });

    it("makes a container anew from another image, takes that back, and drops what stands aside", async () => {
      const name = `${prefix}-o`;
      const id = await world.start({ name, labels: { "hydra.depends": "b" } });
      await running(id);
      const image = await world.otherImage();
      expect(await world.host.hasImage(image)).toBe(true);
      expect(await world.host.hasImage(`sha256:${"0".repeat(64)}`)).toBe(false);
      const first = await world.host.write?.recreate(id, image);
      if (first === undefined) throw new Error("no write verbs");
      expect(first).toMatchObject({ asideId: id, followers: [] });
      expect(first.diff[0]).toMatch(/^image: .+ -> .+/);
      expect(await running(first.id)).toMatchObject({ name, imageId: image, labels: { "hydra.depends": "b" } });
      await until("the aside", () => facts(id)?.state === "exited" && facts(id)?.name === `${name}.hydra-before-${id.slice(0, 12)}`);
      await expect(world.host.write?.dropAside(first.id)).rejects.toMatchObject({ code: "conflict" });
      await world.host.write?.putBack(first.id, id);
      await until("the new one to be gone", () => !world.host.containers.has(first.id));
      expect(await running(id)).toMatchObject({ name });
      const second = await world.host.write?.recreate(id, image);
      await world.host.write?.dropAside(id);
      await until("the aside to be gone", () => !world.host.containers.has(id));
      await world.remove(second?.id ?? "");
      expect(eventsOf(id)).toEqual([
        "create",
        "start",
        "rename",
        "kill",
        "die",
        "stop",
        "rename",
        "start",
        "rename",
        "kill",
        "die",
        "stop",
        "destroy",
      ]);
    });

    it("gives drills a sandbox that touches only what it made", { timeout: 60_000 }, async () => {
      const { sandbox } = world.host;
      if (sandbox === null) throw new Error("no sandbox");
      const drill = `${prefix}-drill`;
      const isShelled = (await sandbox.images()).find(
        ({ refs, hasShell }) => hasShell === true && refs.some((ref) => ref.includes("busybox")),
      );
      const network = `${drill}-network`;
      await sandbox.createNetwork(network, drill);
      const script = "trap 'exit 143' TERM; while :; do sleep 0.1; done";
      const id = await sandbox.create({
        name: `${drill}-a`,
        image: isShelled?.refs[0] ?? "",
        drill,
        command: ["sh", "-c", script],
        network,
        aliases: ["a"],
        env: { WORD: "said" },
        healthCheck: { test: ["CMD", "true"], intervalMs: 300, timeoutMs: 2_000, startPeriodMs: 0, retries: 1 },
        memoryLimitBytes: 32 * 1_048_576,
        tmpfs: [{ target: "/scratch", sizeBytes: 1_048_576 }],
        volumes: [{ name: `${drill}-volume`, target: "/data" }],
      });
      await sandbox.start(id);
      expect(await running(id)).toMatchObject({ labels: { "hydra.drill": drill }, memoryLimitBytes: 32 * 1_048_576 });
      expect(await sandbox.exec(id, ["true"])).toEqual({ exitCode: 0, output: "" });
      const sharer = await sandbox.create({ name: `${drill}-b`, image: isShelled?.id ?? "", drill, command: ["sh"], sharesNetworkOf: id });
      await sandbox.pause(id);
      await until("the pause", () => facts(id)?.state === "paused");
      await sandbox.unpause(id);
      await sandbox.kill(id, "SIGSTOP");
      await untilAsync("the stand", async () => (await world.host.mainProcess(id)) === "T");
      await sandbox.kill(id, "SIGKILL");
      await until("the end", () => facts(id)?.state === "exited");
      const newer = await sandbox.commit(id, `${drill}:2`, { command: ["false"] });
      await sandbox.tag(newer, `${drill}:latest`);
      expect(await sandbox.leftovers(drill)).toEqual({
        containers: expect.arrayContaining([
          { id, name: `${drill}-a` },
          { id: sharer, name: `${drill}-b` },
        ]),
        networks: [network],
        volumes: [`${drill}-volume`],
        images: expect.arrayContaining([`${drill}:2`, `${drill}:latest`]),
      });
      const stranger = await world.start({ name: `${prefix}-stranger` });
      await running(stranger);
      const refused = { code: "forbidden", message: expect.stringContaining("hydra.drill") };
      for (const wish of [
        () => sandbox.start(stranger),
        () => sandbox.stop(stranger),
        () => sandbox.kill(stranger, "SIGKILL"),
        () => sandbox.pause(stranger),
        () => sandbox.exec(stranger, ["true"]),
        () => sandbox.remove(stranger),
        () => sandbox.commit(stranger, `${drill}:3`, {}),
        () => sandbox.create({ name: `${drill}-c`, image: isShelled?.id ?? "", drill, sharesNetworkOf: stranger }),
        () => sandbox.tag(isShelled?.id ?? "", `${drill}:4`),
        () => sandbox.removeImage(isShelled?.refs[0] ?? ""),
      ])
        await expect(wish()).rejects.toMatchObject(refused);
      expect(facts(stranger)?.state).toBe("running");
      for (const each of [sharer, id]) await sandbox.remove(each);
      await sandbox.remove(id);
      await sandbox.removeNetwork(network);
      await sandbox.removeVolume(`${drill}-volume`);
      for (const ref of [`${drill}:latest`, `${drill}:2`]) await sandbox.removeImage(ref);
      expect(await sandbox.leftovers(drill)).toEqual({ containers: [], networks: [], volumes: [], images: [] });
    });

    it("tells a recreated container from the one before", async () => {
      const first = await world.start({ name: `${prefix}-k` });
      await running(first);
      await world.remove(first);
      const second = await world.start({ name: `${prefix}-k` });
      await running(second);
      await until("the first to be gone", () => !world.host.containers.has(first));
      expect(changesOf(first).at(-1)?.after).toBeNull();
      expect(changesOf(second)[0]?.before).toBeNull();
      expect(second).not.toBe(first);
    });

    it("keeps its picture while the engine is away, and hears afterwards what happened meanwhile", async () => {
      const stays = await world.start({ name: `${prefix}-l` });
      const goes = await world.start({ name: `${prefix}-m` });
      await Promise.all([running(stays), running(goes)]);
      await world.cut();
      await until("the loss", () => world.host.connection.status === "lost");
      expect(world.host.connection.reason).toMatch(/\w{4}/);
      expect(world.host.containers.has(goes)).toBe(true);
      await expect(world.host.usage(stays)).rejects.toMatchObject({ code: "upstream_failed" });
      await world.remove(goes);
      await world.stop(stays);
      await world.mend();
      await until("the engine", () => world.host.connection.status === "connected");
      await until("what went", () => !world.host.containers.has(goes));
      await until("what ended", () => facts(stays)?.state === "exited");
      await until("the stop that was missed", () => eventsOf(stays).includes("stop"));
      expect(eventsOf(stays)).toEqual(["create", "start", "kill", "die", "stop"]);
    });
  });
}
