import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test, vi } from "vitest";
import { containerFacts, fakeDocker, fakeDockerIntegration, fakeHosts, type FakeDocker } from "../../../integrations/docker/fake.ts";
import type { LogLine } from "../../../integrations/docker/facts.ts";
import type { LogRequest } from "../../../integrations/docker/hosts.ts";
import { systemClock } from "../../../kernel/clock.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { logs } from "./index.ts";

const WAIT = { timeout: 20_000, interval: 20 };
const START = Date.UTC(2026, 5, 1, 12);

interface Line {
  id: string | null;
  at: string;
  container: string;
  level: string;
  text: string;
  node: string;
}

const homes: string[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await rm(home, { recursive: true, force: true });
});

function open(docker: FakeDocker, options: { home?: string; settings?: Record<string, unknown> } = {}): Promise<TestKernel> {
  return openTestKernel({
    features: [logs],
    integrations: [fakeDockerIntegration(fakeHosts(docker))],
    settings: { logs: options.settings ?? {} },
    clock: systemClock,
    ...(options.home === undefined ? {} : { home: options.home }),
  });
}

function freshHome(): string {
  const home = mkdtempSync(join(tmpdir(), "hydra-logs-"));
  homes.push(home);
  return home;
}

async function tail({ kernel }: TestKernel, container: string, lines = 1_000): Promise<Line[]> {
  const answer = (await kernel.callAsOwner("logs.tail", { container, lines })) as { lines: Line[] };
  return answer.lines;
}

async function search({ kernel }: TestKernel, input: Record<string, unknown>): Promise<{ lines: Line[]; nextCursor: string | null }> {
  return (await kernel.callAsOwner("logs.search", input)) as { lines: Line[]; nextCursor: string | null };
}

/** Wait until the last line of a container is this one. */
async function untilLast(hydra: TestKernel, container: string, text: string): Promise<Line[]> {
  return vi.waitFor(async () => {
    const lines = await tail(hydra, container);
    expect(lines.at(-1)?.text).toBe(text);
    return lines;
  }, WAIT);
}

const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);

describe("collecting", () => {
  test("what was written before and what is written now, once each, in order", async () => {
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    for (let i = 0; i < 600; i += 1) docker.log("web", `line ${i}`, { at: START + Math.floor(i / 3) });
    await using hydra = await open(docker);
    await untilLast(hydra, "web", "line 599");
    docker.log("web", "now", { at: START + 10_000, stream: "stderr" });
    const lines = await untilLast(hydra, "web", "now");
    expect(texts(lines)).toEqual([...Array.from({ length: 600 }, (_, i) => `line ${i}`), "now"]);
    expect(lines.at(-1)).toMatchObject({ at: new Date(START + 10_000).toISOString(), node: "home", stream: "stderr" });
  });

  test("goes on after a restart of Hydra without a gap and without a line twice", async () => {
    const home = freshHome();
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    for (const text of ["a", "same", "same"]) docker.log("web", text, { at: START });
    const first = await open(docker, { home });
    await untilLast(first, "web", "same");
    await first.kernel.stop();
    // Also in the very millisecond at which the index ends.
    for (const text of ["same", "b"]) docker.log("web", text, { at: START });
    docker.log("web", "c", { at: START + 1 });
    await using second = await open(docker, { home });
    expect(texts(await untilLast(second, "web", "c"))).toEqual(["a", "same", "same", "same", "b", "c"]);
  });

  test("goes on over restarts and recreations of the container", async () => {
    const labels = { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" };
    const docker = fakeDocker().add(containerFacts({ name: "shop_web_1", labels }));
    docker.log("shop_web_1", "one", { at: START });
    await using hydra = await open(docker);
    await untilLast(hydra, "web", "one");
    docker.exit("shop_web_1", 1);
    docker.log("shop_web_1", "last words", { at: START + 1 });
    docker.start("shop_web_1");
    docker.log("shop_web_1", "two", { at: START + 2 });
    await untilLast(hydra, "shop_web_1", "two");
    docker.remove("shop_web_1");
    docker.add(containerFacts({ id: "f".repeat(64), name: "shop_web_1", labels }));
    docker.log("shop_web_1", "three", { at: START + 3 });
    expect(texts(await untilLast(hydra, "web", "three"))).toEqual(["one", "last words", "two", "three"]);
  });

  test("a container that has ended is read too, and one that is removed stays readable", async () => {
    const docker = fakeDocker().add(containerFacts({ name: "job", state: "exited", exitCode: 1 }), containerFacts({ name: "web" }));
    docker.log("job", "ERROR no such table", { at: START });
    await using hydra = await open(docker);
    await untilLast(hydra, "job", "ERROR no such table");
    docker.remove("job");
    expect(texts(await tail(hydra, "job"))).toEqual(["ERROR no such table"]);
  });

  test("neither a switched off nor an ignored container is read", async () => {
    const docker = fakeDocker().add(
      containerFacts({ name: "diary", labels: { "hydra.logs": "false" } }),
      containerFacts({ name: "hidden", labels: { "hydra.ignore": "true" } }),
      containerFacts({ name: "web" }),
    );
    for (const name of ["diary", "hidden", "web"]) docker.log(name, `of ${name}`, { at: START });
    await using hydra = await open(docker);
    await untilLast(hydra, "web", "of web");
    expect(texts((await search(hydra, {})).lines)).toEqual(["of web"]);
    await expect(tail(hydra, "diary")).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("hydra.logs") });
    await expect(tail(hydra, "web2")).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining('Did you mean "web"') });
  });

  test("no secret and no escape code reaches the file or a follower", async () => {
    const home = freshHome();
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    docker.log("web", "\u001B[31mpassword=hunter2hunter2\u001B[0m", { at: START });
    await using hydra = await open(docker, { home });
    await untilLast(hydra, "web", "password=***");
    const [line] = await tail(hydra, "web");
    const followed = (await hydra.kernel.callAsOwner("logs.follow", { container: "web", lines: 0 })) as AsyncIterable<Line>;
    const next = followed[Symbol.asyncIterator]().next();
    docker.log("web", "ok", { at: START + 1 });
    docker.log("web", "token=abcdefabcdef", { at: START + 2 });
    expect((await next).value).toBeDefined();
    expect(line?.text).toBe("password=***");
    await hydra.kernel.stop();
    expect(readFileSync(join(home, "logs.db")).includes("hunter2")).toBe(false);
  });

  test("engines that never end what they tell keep no other container waiting", async () => {
    const docker = fakeDocker().add(...["one", "two", "three", "web"].map((name) => containerFacts({ name })));
    docker.log("web", "heard", { at: START });
    const tell = docker.logs.bind(docker);
    const endless = (id: string, request: LogRequest): AsyncIterable<LogLine> =>
      docker.containers.get(id)?.name === "web" ? tell(id, request) : tell(id, { ...request, follow: true });
    await using hydra = await open(Object.assign(docker, { logs: endless }));
    await untilLast(hydra, "web", "heard");
    docker.log("two", "also", { at: START });
    expect(texts(await untilLast(hydra, "two", "also"))).toEqual(["also"]);
  });

  test("switched off as a whole it says so", async () => {
    await using hydra = await open(fakeDocker().add(containerFacts({ name: "web" })), { settings: { isEnabled: false } });
    await expect(tail(hydra, "web")).rejects.toMatchObject({ code: "not_configured" });
  });
});

describe("reading", () => {
  test("searches by words, level, time and container, page by page without a line twice", async () => {
    const docker = fakeDocker().add(containerFacts({ name: "web" }), containerFacts({ name: "db" }));
    for (let i = 0; i < 400; i += 1)
      docker.log(i % 2 === 0 ? "web" : "db", `${i % 10 === 0 ? "ERROR" : "INFO"} request ${i} took long`, {
        at: START + Math.floor(i / 7),
      });
    await using hydra = await open(docker);
    await untilLast(hydra, "web", "INFO request 398 took long");
    await untilLast(hydra, "db", "INFO request 399 took long");
    const errors = await search(hydra, { q: "REQUEST -39", level: "error", container: "web" });
    expect(errors.lines.map(({ text }) => Number(/\d+/.exec(text)?.[0]))).toEqual(Array.from({ length: 39 }, (_, i) => 380 - 10 * i));
    const pages: Line[] = [];
    let cursor: string | undefined;
    do {
      const page = await search(hydra, { q: '"took long"', limit: 37, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(...page.lines);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(pages.map(({ id }) => id)).size).toBe(400);
    expect(pages.map(({ at }) => at)).toEqual(
      pages
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    const between = await search(hydra, {
      since: new Date(START + 5).toISOString(),
      until: new Date(START + 6).toISOString(),
      limit: 1_000,
    });
    expect(between.lines).toHaveLength(14);
    expect((await search(hydra, { node: "elsewhere" })).lines).toEqual([]);
  });

  test("shows the lines around one, and says when that one is gone", async () => {
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    for (let i = 0; i < 700; i += 1) docker.log("web", `n${i}.`, { at: START + i });
    await using hydra = await open(docker);
    await untilLast(hydra, "web", "n699.");
    const { lines } = await search(hydra, { q: "n255." });
    const around = (await hydra.kernel.callAsOwner("logs.context", { line: lines[0]?.id, before: 2, after: 3 })) as { lines: Line[] };
    expect(texts(around.lines)).toEqual(["n253.", "n254.", "n255.", "n256.", "n257.", "n258."]);
    await expect(hydra.kernel.callAsOwner("logs.context", { line: "1.99999" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("follows from the last lines on, with no gap between them and what comes", async () => {
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    docker.log("web", "n0", { at: START });
    await using hydra = await open(docker);
    await untilLast(hydra, "web", "n0");
    const followed = (await hydra.kernel.callAsOwner("logs.follow", { container: "web", lines: 5 })) as AsyncIterable<Line>;
    const seen: string[] = [];
    for (let i = 1; i <= 50; i += 1) docker.log("web", `n${i}`, { at: START + i });
    for await (const { text } of followed) {
      seen.push(text);
      if (text === "n50") docker.log("web", "end", { at: START + 99 });
      if (text === "end") break;
    }
    const first = Number(seen[0]?.slice(1));
    expect(seen).toEqual([...Array.from({ length: 51 - first }, (_, i) => `n${first + i}`), "end"]);
  });

  test("a flood is bounded, the newest lines stay, and the limit per container holds", async () => {
    const docker = fakeDocker().add(containerFacts({ name: "loud" }), containerFacts({ name: "quiet" }));
    docker.log("quiet", "still here", { at: START });
    await using hydra = await open(docker, { settings: { linesPerContainer: 500 } });
    await untilLast(hydra, "quiet", "still here");
    for (let i = 0; i < 30_000; i += 1) docker.log("loud", `n${i}`, { at: START + i });
    await untilLast(hydra, "loud", "n29999");
    const { containers } = (await hydra.kernel.callAsOwner("logs.status", {})) as {
      containers: { container: string; lines: number; state: string }[];
    };
    const loud = containers.find(({ container }) => container === "loud");
    expect(loud?.lines).toBeGreaterThanOrEqual(500);
    expect(loud?.lines).toBeLessThan(500 + 4_500);
    expect(texts(await tail(hydra, "quiet"))).toEqual(["still here"]);
  });
});

describe("the file", () => {
  test("a damaged one is begun anew and filled again from the engine", async () => {
    const home = freshHome();
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    docker.log("web", "kept by the engine", { at: START });
    writeFileSync(join(home, "logs.db"), "this is not a database ".repeat(1_000));
    await using hydra = await open(docker, { home });
    expect(texts(await untilLast(hydra, "web", "kept by the engine"))).toEqual(["kept by the engine"]);
  });

  test("one that breaks while it is used is begun anew, too", async () => {
    const home = freshHome();
    const docker = fakeDocker().add(containerFacts({ name: "web" }));
    for (let i = 0; i < 600; i += 1) docker.log("web", `line ${i}`, { at: START + i });
    await using hydra = await open(docker, { home });
    await untilLast(hydra, "web", "line 599");
    const file = new Database(join(home, "logs.db"));
    expect(file.prepare("UPDATE blocks SET body = x'00ff00ff'").run().changes).toBeGreaterThan(0);
    file.close();
    await expect(search(hydra, { q: "line 3" })).rejects.toMatchObject({ code: "internal" });
    const lines = await vi.waitFor(async () => {
      const found = await tail(hydra, "web");
      expect(found).toHaveLength(600);
      return found;
    }, WAIT);
    expect(texts(lines)).toEqual(Array.from({ length: 600 }, (_, i) => `line ${i}`));
  });

  test.skipIf(!canMount())("a full disk pauses collecting, reading goes on, and nothing is missing afterwards", async () => {
    const home = freshHome();
    const small = freshHome();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", small]);
    try {
      symlinkSync(join(small, "logs.db"), join(home, "logs.db"));
      const docker = fakeDocker().add(containerFacts({ name: "web" }));
      docker.log("web", "first", { at: START });
      await using hydra = await open(docker, { home });
      await untilLast(hydra, "web", "first");
      for (let i = 0; i < 9_000; i += 1) docker.log("web", noise(i), { at: START + 1 + i });
      const status = (): Promise<unknown> => hydra.kernel.callAsOwner("logs.status", {});
      await vi.waitFor(async () => expect(await status()).toMatchObject({ paused: expect.any(String) }), WAIT);
      expect((await search(hydra, { q: "first" })).lines).toHaveLength(1);
      execFileSync("mount", ["-o", "remount,size=64m", small]);
      const { collector } = await import("./collector.ts");
      await hydra.kernel.hostOf("logs").part(collector).lookForRoom();
      await untilLast(hydra, "web", noise(8_999));
      const { containers } = (await status()) as { containers: { lines: number; linesDropped: number }[] };
      expect(containers[0]).toMatchObject({ lines: 9_001, linesDropped: 0 });
    } finally {
      execFileSync("umount", ["-l", small]);
    }
  });
});

/** A line that cannot be packed small. */
function noise(i: number): string {
  return `${i} ${Array.from({ length: 60 }, (_, k) => (((i + 1) * (k + 7) * 2_654_435_761) % 4_294_967_296).toString(36)).join("")}`;
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const at = mkdtempSync(join(tmpdir(), "hydra-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", at], { stdio: "ignore" });
    execFileSync("umount", [at], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    execFileSync("rmdir", [at]);
  }
}
