import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { approvals } from "../../features/self/approvals/index.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { RateLimits } from "../../kernel/limits.ts";
import { silentLog } from "../../kernel/log.ts";
import { operation, stream } from "../../kernel/operation.ts";
import { openTestKernel, testFeature, type TestKernel } from "../../kernel/testing.ts";
import { createHttpApp } from "../http/app.ts";
import { Page } from "../http/page.ts";
import { listen, type Listening } from "../http/server.ts";
import { lampsFeature } from "../testing/lamps.ts";
import { runCli, type Shell } from "./index.ts";

const HOSTILE = "web\u001B[2J\u001B]0;owned\u0007\u009B31m\u202Egnp";
const clock = new ManualClock(Date.UTC(2026, 0, 1, 12));

/** What the lamps do not have: wide rows, hostile names, times, sizes, a stream that breaks. */
const shed = testFeature({
  name: "shed",
  about: "Tools of a test.",
  operations: [
    operation({
      name: "shed.list",
      summary: "List the tools",
      http: "GET /shed/tools",
      shell: "shed",
      risk: "read",
      input: z.strictObject({ state: z.enum(["lent", "here"]).optional(), maxWeight: z.number().optional() }),
      output: z.strictObject({ tools: z.array(z.unknown()), nextCursor: z.string().nullable() }),
      run: ({ state }) => ({
        tools: [
          {
            id: "f".repeat(64),
            name: HOSTILE,
            state: state ?? "here",
            usedBytes: 1_610_612_736,
            boughtAt: "2026-01-01T11:57:00.000Z",
            note: null,
            about: "x".repeat(300),
          },
        ],
        nextCursor: null,
      }),
    }),
    operation({
      name: "shed.show",
      summary: "Show a tool",
      http: "GET /shed/tools/{name}",
      shell: "tool {name}",
      risk: "read",
      input: z.strictObject({ name: z.string(), deep: z.boolean().default(true) }),
      output: z.strictObject({ name: z.string(), deep: z.boolean(), weightGrams: z.number().nullable() }),
      run: ({ name, deep }) => ({ name, deep, weightGrams: null }),
    }),
    operation({
      name: "shed.prove",
      summary: "Say whether a tool is there",
      http: "GET /shed/proof",
      risk: "read",
      input: z.strictObject({ isThere: z.boolean() }),
      output: z.strictObject({ isThere: z.boolean(), by: z.string() }),
      isFailure: ({ isThere }) => !isThere,
      run: ({ isThere }) => ({ isThere, by: "looking" }),
    }),
    operation({
      name: "shed.faults",
      summary: "List what is broken",
      http: "GET /shed/faults",
      risk: "read",
      input: z.strictObject({}),
      output: z.strictObject({ faults: z.array(z.strictObject({ name: z.string() })), nextCursor: z.string().nullable() }),
      whenEmpty: "Nothing is broken.",
      run: () => ({ faults: [], nextCursor: null }),
    }),
    operation({
      name: "shed.sweep",
      summary: "Sweep, and tell it bit by bit",
      http: "GET /shed/sweep",
      risk: "read",
      input: z.strictObject({ dust: z.int().default(0) }),
      output: stream(z.strictObject({ left: z.int(), sentence: z.string() }), { isFailure: ({ left }) => left > 0 }),
      run: ({ dust }) =>
        (async function* () {
          yield { left: dust + 1, sentence: "There is dust." };
          yield { left: dust, sentence: "The floor is swept.\nThe shelf is not." };
        })(),
    }),
    operation({
      name: "shed.follow",
      summary: "Follow a stream that breaks",
      http: "GET /shed/follow",
      risk: "read",
      input: z.strictObject({}),
      output: stream(z.strictObject({ at: z.string(), line: z.string() })),
      run: () =>
        (async function* () {
          yield { at: "2026-01-01T12:00:00.000Z", line: HOSTILE };
          throw new Error("secret detail");
        })(),
    }),
  ],
});

let test: TestKernel;
let door: Listening;
const stopping = new AbortController();

beforeAll(async () => {
  test = await openTestKernel({ features: [lampsFeature(), shed, approvals], clock });
  const fetch = createHttpApp({
    services: test.kernel.services,
    limits: new RateLimits(clock),
    log: silentLog,
    page: new Page(join(test.home, "no-page")),
    neighbours: { openApi: () => ({}), docs: () => undefined, mcp: async () => new Response(null, { status: 404 }) },
    stopping: stopping.signal,
  });
  door = await listen(fetch, "127.0.0.1", 0, "a port");
  test.kernel.lock.announce({ pid: process.pid, version: "1.2.3", toolsPort: door.port, controlPort: door.port });
});

afterAll(async () => {
  stopping.abort();
  await door.close();
  await test.end();
});

interface Told {
  code: number;
  out: string;
  err: string;
}

interface Scene {
  home?: string;
  stdin?: string;
  /** Columns of the terminal; without, everything is a pipe. */
  columns?: number;
  env?: Record<string, string>;
  version?: string;
}

async function hydra(argv: readonly string[], scene: Scene = {}): Promise<Told> {
  const out = new PassThrough();
  const err = new PassThrough();
  const isTTY = scene.columns !== undefined;
  const shell: Shell = {
    home: scene.home ?? test.home,
    env: scene.env ?? {},
    stdin: Object.assign(Readable.from(scene.stdin === undefined ? [] : [Buffer.from(scene.stdin)]), { isTTY }),
    stdout: Object.assign(out, { isTTY, ...(scene.columns === undefined ? {} : { columns: scene.columns }) }),
    stderr: Object.assign(err, { isTTY }),
    version: scene.version ?? "1.2.3",
    clock,
    registry: async () => test.kernel.services.registry,
    otherCommands: [{ word: "up", summary: "Start Hydra" }],
    projectRoot: test.home,
  };
  const texts = Promise.all([collect(out), collect(err)]);
  const code = await runCli(argv, shell);
  out.end();
  err.end();
  const [told, complained] = await texts;
  return { code, out: told, err: complained };
}

async function collect(from: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

describe("an operation", () => {
  it("is reached by feature and verb, and answers a table", async () => {
    expect(await hydra(["lamps", "list"])).toEqual({ code: 0, out: "NAME  IS ON\ndesk  no\n", err: "" });
  });

  it("answers as it came with --json, wherever that stands", async () => {
    const after = await hydra(["lamps", "list", "--json"]);
    expect(JSON.parse(after.out)).toEqual({ lamps: [{ name: "desk", isOn: false }] });
    expect(await hydra(["--json", "lamps", "list"])).toEqual(after);
  });

  it("takes flags of every kind", async () => {
    expect((await hydra(["lamps", "list", "--is-on"])).out).toBe("none\n");
    expect((await hydra(["lamps", "list", "--no-is-on", "--tags", "a", "--tags=b"])).out).toContain("desk");
    expect((await hydra(["lamps", "list", "--isOn=false"])).out).toContain("desk");
    expect((await hydra(["lamps", "list", "--input", '{"isOn":true}'])).out).toBe("none\n");
    expect((await hydra(["lamps", "list", "--input", "-"], { stdin: '{"isOn":true}' })).out).toBe("none\n");
  });

  it("takes its verb in kebab-case and its path's parameter as a word", async () => {
    const { code, out } = await hydra(["lamps", "switch-on", "floor lamp/../x"]);
    expect(code).toBe(0);
    expect(out).toBe("name:   floor lamp/../x\nis on:  yes\n");
  });

  it("has short forms, with a flag default that --no- turns off", async () => {
    expect((await hydra(["tool", "saw", "--no-deep", "--json"])).out).toBe(
      '{\n  "name": "saw",\n  "deep": false,\n  "weightGrams": null\n}\n',
    );
    expect((await hydra(["tool", "--", "--saw"])).out).toContain("--saw");
  });

  it("is written to the audit as done by the shell", async () => {
    await hydra(["lamps", "switch-on", "hall"]);
    const [entry] = await test.kernel.services.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ operation: "lamps.switchOn", door: "cli", caller: "person", outcome: "done" });
  });

  it("sends a file", async () => {
    const path = join(test.home, "lamp.png");
    writeFileSync(path, "12345");
    expect((await hydra(["lamps", "add-picture", "desk", "--file", path])).out).toBe("5 B\n");
    expect((await hydra(["lamps", "add-picture", "desk", "--file", "-"], { stdin: "123" })).out).toBe("3 B\n");
    expect(await hydra(["lamps", "add-picture", "desk"])).toMatchObject({ code: 2, err: expect.stringContaining("--file PATH") });
    expect(await hydra(["lamps", "add-picture", "desk", "--file", `${path}.gone`])).toMatchObject({
      code: 1,
      err: expect.stringContaining("ENOENT"),
    });
  });

  it("saves a file, or prints it, but no bytes onto a terminal", async () => {
    const path = join(test.home, "manual.md");
    expect(await hydra(["lamps", "manual", "--output", path])).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(path, "utf8")).toBe("# Lamps");
    expect((await hydra(["lamps", "manual"])).out).toBe("# Lamps");
    expect((await hydra(["lamps", "manual"], { columns: 80 })).out).toBe("# Lamps");
    expect((await hydra(["lamps", "manual", "--form", "bytes"])).out).toBe("\u0001\u0002\u0003");
    expect(await hydra(["lamps", "manual", "--form", "bytes"], { columns: 80 })).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("--output"),
    });
  });

  it("prints a stream line by line", async () => {
    expect(await hydra(["lamps", "watch", "--count", "2", "--json"])).toEqual({ code: 0, out: '{"id":"0"}\n{"id":"1"}\n', err: "" });
  });

  it("lets what says itself in a sentence say only that, and takes a stream by its last item for a failure", async () => {
    const out = "There is dust.\nThe floor is swept.\nThe shelf is not.\n";
    expect(await hydra(["shed", "sweep"])).toEqual({ code: 0, out, err: "" });
    expect(await hydra(["shed", "sweep", "--dust", "2"])).toEqual({ code: 1, out, err: "" });
    expect(await hydra(["shed", "sweep", "--dust", "2", "--json"])).toMatchObject({ code: 1, out: expect.stringContaining('"left":3') });
  });

  it("says that a stream broke", async () => {
    const { code, out, err } = await hydra(["shed", "follow"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^\d\d:\d\d:00 {2}webgnp\n$/);
    expect(err).toMatch(/went wrong inside Hydra.*incident/);
    expect(err).not.toContain("secret detail");
  });
});

describe("what a person reads", () => {
  // oxlint-disable-next-line no-control-regex -- control characters are the subject
  const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/;

  it("holds no control character, whatever a name contains", async () => {
    for (const columns of [undefined, 60]) {
      const { out } = await hydra(["shed"], { ...(columns === undefined ? {} : { columns }), env: { NO_COLOR: "1" } });
      expect(out).toContain("webgnp");
      expect(out).not.toMatch(CONTROL);
    }
    const raw = (await hydra(["shed", "--json"], { columns: 80 })).out;
    expect(raw).not.toMatch(CONTROL);
    expect((JSON.parse(raw) as { tools: { name: string }[] }).tools[0]?.name).toBe(HOSTILE);
  });

  it("keeps to the width of the terminal and says what is left out", async () => {
    const { out } = await hydra(["shed"], { columns: 50, env: { NO_COLOR: "1" } });
    const lines = out.trimEnd().split("\n");
    for (const line of lines.slice(0, 2)) expect(line.length).toBeLessThanOrEqual(50);
    expect(lines[1]).toContain("1.5 GiB");
    expect(lines[1]).toContain("3 min ago");
    expect(lines[2]).toMatch(/^not shown: about/);
  });

  it("cuts nothing in a pipe, and has no colours there", async () => {
    const { out } = await hydra(["shed"]);
    expect(out).toContain("x".repeat(300));
    expect(out).not.toContain("\u001B");
  });

  it("keeps to COLUMNS also in a pipe, and to the terminal where that is no width", async () => {
    for (const line of (await hydra(["shed"], { env: { COLUMNS: "40" } })).out.split("\n").slice(0, 2))
      expect(line.length).toBeLessThanOrEqual(40);
    expect((await hydra(["shed"], { env: { COLUMNS: "wide" } })).out).toContain("x".repeat(300));
  });

  it("says in a sentence that a list is empty, where the operation has one", async () => {
    expect((await hydra(["shed", "faults"])).out).toBe("Nothing is broken.\n");
    expect(JSON.parse((await hydra(["shed", "faults", "--json"])).out)).toEqual({ faults: [], nextCursor: null });
  });

  it("ends with 1 after an answer that its operation calls a failure", async () => {
    expect(await hydra(["shed", "prove", "--is-there"])).toMatchObject({ code: 0, err: "" });
    expect(await hydra(["shed", "prove", "--no-is-there"])).toEqual({ code: 1, out: "is there:  no\nby:        looking\n", err: "" });
    expect(await hydra(["shed", "prove", "--no-is-there", "--json"])).toMatchObject({ code: 1, err: "" });
  });

  it("has colours on a terminal unless NO_COLOR asks for none", async () => {
    expect((await hydra(["shed"], { columns: 200 })).out).toContain("\u001B[1m");
    expect((await hydra(["shed"], { columns: 200, env: { NO_COLOR: "1" } })).out).not.toContain("\u001B");
  });
});

describe("mistakes", () => {
  it.each([
    [["lamp", "list"], 2, 'Did you mean "lamps"?'],
    [["lamps", "lst"], 2, 'Did you mean "list"?'],
    [["shed", "lst"], 2, 'Did you mean "list"?'],
    [["lamps", "list", "--is-onn"], 2, 'Did you mean "--is-on"?'],
    [["lamps", "list", "-x"], 2, "no flag -x"],
    [["lamps", "list", "extra"], 2, '"extra" is one word too many'],
    [["lamps", "smash"], 2, "It needs NAME. Usage: hydra lamps smash NAME"],
    [["lamps", "watch", "--count"], 2, "--count needs a value"],
    [["lamps", "watch", "--count", "many"], 2, "--count must be a whole number from 0 to 1000"],
    [["lamps", "watch", "--count", "1", "--count", "2"], 2, "takes one value"],
    [["lamps", "list", "--input", "{"], 2, "--input is no valid JSON"],
    [["lamps", "list", "--input", "[]"], 2, "one JSON object"],
    [["lamps", "list", "--input", '{"colour":1}'], 2, "colour"],
    [["approvals", "get", "approval_unknown"], 4, "no approval"],
    [["lamps", "manual", "--output", "/nodir/x"], 2, "The folder /nodir does not exist."],
    [["completion", "csh"], 2, "bash, zsh, fish"],
  ])("%j ends with %i and says what to do", async (argv, code, says) => {
    const told = await hydra(argv);
    expect(told).toMatchObject({ code, out: "" });
    expect(told.err).toContain(says);
  });

  it("are a problem document with --json", async () => {
    const { code, err } = await hydra(["approvals", "get", "approval_unknown", "--json"]);
    expect(code).toBe(4);
    expect(JSON.parse(err)).toMatchObject({ status: 404, code: "not_found" });
  });

  it("name the versions when the running Hydra is another one", async () => {
    const { err } = await hydra(["approvals", "get", "approval_unknown"], { version: "2.0.0" });
    expect(err).toContain("The running Hydra is version 1.2.3, this command 2.0.0");
  });

  it("say how to start Hydra when none runs", async () => {
    const home = mkdtempSync(join(tmpdir(), "hydra-test-"));
    expect(await hydra(["lamps", "list"], { home })).toEqual({
      code: 1,
      out: "",
      err: `hydra: No Hydra runs on ${home}. Start it with: ./hydra up\n`,
    });
    writeFileSync(join(home, "token"), "t".repeat(40));
    // Port 1 is nobody's: this run.json was left by a crash.
    writeFileSync(join(home, "run.json"), JSON.stringify({ pid: 1, version: "1", toolsPort: 1, controlPort: 1 }));
    expect((await hydra(["lamps", "list"], { home })).err).toContain("./hydra up");
    writeFileSync(join(home, "run.json"), JSON.stringify({ pid: 1, version: "1", toolsPort: door.port, controlPort: door.port }));
    expect(await hydra(["lamps", "list"], { home })).toMatchObject({ code: 1, err: expect.stringContaining("token") });
  });
});

describe("what needs a person's word", () => {
  beforeEach(async () => {
    for (const { id } of await test.kernel.services.approvals.list("waiting", 100))
      await test.kernel.callAsOwner("approvals.reject", { id });
  });

  it("waits, ends with 3 and says how to approve when nobody can be asked", async () => {
    const { code, out, err } = await hydra(["lamps", "smash", "one"]);
    expect(code).toBe(3);
    expect(out).toBe("");
    const id = /hydra approvals approve (\S+)/.exec(err)?.[1] ?? "";
    expect((await hydra(["approvals", "approve", id])).code).toBe(0);
    expect((await hydra(["lamps", "smash", "one"])).out).toBe("no\n");
  });

  it("names the approval in the problem with --json, also on a terminal", async () => {
    const { code, err } = await hydra(["lamps", "smash", "two", "--json"], { columns: 80, stdin: "y\n" });
    expect(code).toBe(3);
    expect(JSON.parse(err)).toMatchObject({ code: "approval_required", approvalId: expect.stringMatching(/^approval_/) });
  });

  it("shows what would happen, asks on a terminal, and prints the result", async () => {
    const { code, out, err } = await hydra(["lamps", "smash", "desk"], { columns: 80, stdin: "y\n", env: { NO_COLOR: "1" } });
    expect(err).toContain("Smash a lamp (lamps.smash, destroying)");
    expect(err).toContain("name:  desk");
    expect(code).toBe(0);
    expect(out).toBe("yes\n");
    expect((await hydra(["lamps", "list", "--json"])).out).not.toContain("desk");
  });

  it("does nothing after a no, or after no answer", async () => {
    await hydra(["lamps", "switch-on", "kept"]);
    for (const stdin of ["n\n", "\n", "yesterday\n", ""]) {
      const { code, out } = await hydra(["lamps", "smash", "kept"], { columns: 80, stdin });
      expect({ stdin, code, out }).toEqual({ stdin, code: 1, out: "" });
    }
    expect((await hydra(["lamps", "list", "--json"])).out).toContain("kept");
    expect(await test.kernel.services.approvals.countWaiting()).toBe(0);
  });
});

describe("commands of the shell itself", () => {
  it("prints the token and the version", async () => {
    expect((await hydra(["token"])).out.trim()).toBe(readFileSync(join(test.home, "token"), "utf8").trim());
    expect((await hydra(["--version"])).out).toBe("1.2.3\n");
  });

  it.each([[["--help"]], [["help"]], [[]], [["-h"]]])("explains everything with %j", async (argv) => {
    const { code, out } = await hydra(argv);
    expect(code).toBe(0);
    expect(out).toContain("lamps");
    expect(out).toContain("Lamps of a test.");
    expect(out).toContain("Start Hydra");
  });

  it("explains a feature and a command, with examples that work", async () => {
    expect((await hydra(["lamps"])).out).toContain("hydra lamps switch-on NAME");
    const { out } = await hydra(["shed", "list", "--help"]);
    expect(out).toContain("one of: lent, here");
    expect(out).toContain("--max-weight NUMBER");
    expect(out).toContain("hydra shed\n");
    const examples = out.slice(out.indexOf("Examples")).split("\n").slice(1, 4);
    for (const example of examples) expect(await hydra(example.trim().split(" ").slice(1))).toMatchObject({ code: 0, err: "" });
  });

  it("stops quietly when its reader goes away", async () => {
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    const shell = { stdout: gone, stderr: new PassThrough(), stdin: Readable.from([]) };
    const code = await runCli(["lamps", "watch", "--count", "1000"], {
      ...shell,
      home: test.home,
      env: {},
      version: "1.2.3",
      clock,
      registry: async () => test.kernel.services.registry,
      otherCommands: [],
      projectRoot: test.home,
    });
    expect(code).toBe(0);
  });
});
