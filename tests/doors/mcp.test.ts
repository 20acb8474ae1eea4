import { execFile, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startComposedHydra } from "./composed.ts";
import { askMcp } from "./doors.ts";
import { installedTool } from "./installed-tools.ts";
import type { StartedHydra } from "./started-hydra.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

let hydra: StartedHydra;

beforeAll(async () => {
  hydra = await startComposedHydra();
});
afterAll(() => hydra.end());

function startStdio(home: string, ...flags: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, "mcp", ...flags], { env: { ...process.env, HYDRA_HOME: home }, stdio: "pipe" });
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

describe("MCP of this Hydra", () => {
  it("lists about thirty tools, so that a model can read them all", async () => {
    const { tools } = (await askMcp(hydra, "tools/list", {})) as { tools: { name: string; description: string }[] };
    expect(tools.length).toBeGreaterThan(5);
    expect(tools.length, "mark operations as rarelyAsked: the rest is found by operations_search").toBeLessThanOrEqual(40);
    expect(tools.map(({ name }) => name)).toContain("containers_list");
    expect(tools.filter(({ name }) => name.startsWith("approvals_approve"))).toEqual([]);
  });

  it("needs a token, and says how to give it", async () => {
    const answer = await fetch(`${hydra.control}/mcp`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("cannot approve, not even with the owner's token", async () => {
    const call = (name: string, values: object) =>
      askMcp(hydra, "tools/call", { name, arguments: values }) as Promise<{ structuredContent: { approvalId: string; code: string } }>;
    const asked = await call("inventory_correct", { key: "home//web", isProtected: true });
    expect(asked.structuredContent.code).toBe("approval_required");
    const { approvalId } = asked.structuredContent;
    for (const wish of [
      call("approvals_approve", { id: approvalId }),
      call("operations_call", { operation: "approvals.approve", input: { id: approvalId } }),
    ]) {
      expect((await wish).structuredContent.code).toBe("forbidden");
    }
    expect((await hydra.kernel.services.approvals.get(approvalId)).state).toBe("waiting");
  });
});

describe("hydra mcp on stdio", () => {
  it("speaks for the Hydra that runs, and ends with its client", async () => {
    const child = startStdio(hydra.home);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ask = async (id: number, method: string, params: object): Promise<Record<string, never>> => {
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      const { value } = await lines.next();
      return (JSON.parse(value as string) as { result: Record<string, never> }).result;
    };
    const opened = await ask(1, "initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    });
    expect(opened).toMatchObject({ serverInfo: { name: "hydra" }, instructions: expect.stringContaining("Hydra") });
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
    expect(await ask(2, "tools/list", {})).toEqual(await askMcp(hydra, "tools/list", {}));
    const called = await ask(3, "tools/call", { name: "containers_list", arguments: {} });
    expect(called).toMatchObject((await askMcp(hydra, "tools/call", { name: "containers_list", arguments: {} })) as object);
    const failed = await ask(4, "tools/call", { name: "containers_shöw", arguments: {} });
    expect(failed).toMatchObject({ isError: true, structuredContent: { code: "not_found" } });
    child.stdin.end();
    expect(await endOf(child)).toBe(0);
  });

  it("lists every tool with --all", async () => {
    const child = startStdio(hydra.home, "--all");
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} })}\n`);
    const { value } = await lines.next();
    expect((JSON.parse(value as string) as { result: unknown }).result).toEqual(await askMcp(hydra, "tools/list", {}, "?tools=all"));
    child.stdin.end();
    expect(await endOf(child)).toBe(0);
  });

  it("says in one sentence that no Hydra runs", async () => {
    const home = mkdtempSync(join(tmpdir(), "hydra-none-"));
    try {
      const child = startStdio(home);
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
      expect(await endOf(child)).toBe(1);
      expect(said).toBe(`No Hydra runs on ${home}. Start it with: ./hydra up\n`);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

const inspector = installedTool("@modelcontextprotocol/inspector", "mcp-inspector");

async function inspect(target: readonly string[], ...args: string[]): Promise<Record<string, unknown>> {
  const script = await (inspector as NonNullable<typeof inspector>)();
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--cli", ...target, ...args], {
    maxBuffer: 16_777_216,
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe.skipIf(inspector === null)("the real MCP inspector", { timeout: 300_000 }, () => {
  it.each(["http", "stdio"])("lists and calls tools over %s", async (transport) => {
    const target =
      transport === "http"
        ? [`${hydra.control}/mcp`, "--transport", "http", "--header", `Authorization: Bearer ${hydra.token}`]
        : [process.execPath, MAIN, "mcp", "-e", `HYDRA_HOME=${hydra.home}`];
    const { tools } = (await inspect(target, "--method", "tools/list")) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toContain("containers_list");
    const call = ["--method", "tools/call", "--tool-name"];
    const listed = (await inspect(target, ...call, "containers_list", "--tool-arg", "state=running")) as {
      structuredContent: { containers: { name: string }[] };
    };
    expect(listed.structuredContent.containers.map(({ name }) => name)).toEqual(["web"]);
    const found = await inspect(target, ...call, "operations_search", "--tool-arg", "query=restart a container");
    expect(JSON.stringify(found)).toContain("containers.restart");
  });
});
