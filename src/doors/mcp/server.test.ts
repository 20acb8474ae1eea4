import { z } from "zod";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personCaller, type Caller } from "../../kernel/caller.ts";
import { operation, stream } from "../../kernel/operation.ts";
import { wishUnserved } from "../../kernel/refusal-events.ts";
import { openTestKernel, testFeature, type TestKernel } from "../../kernel/testing.ts";
import { lampsFeature } from "../testing/lamps.ts";
import { mcpHandler } from "./index.ts";

const owner = personCaller("owner");

const torches = testFeature({
  name: "torches",
  operations: [
    operation({
      name: "torches.burn",
      summary: "See a torch burn",
      http: "GET /torches/burn",
      risk: "read",
      rarelyAsked: true,
      input: z.strictObject({}),
      output: stream(z.string()),
      // oxlint-disable-next-line require-yield -- it breaks before its first item
      async *run() {
        throw new Error("ENOENT: /secret/path");
      },
    }),
  ],
});

interface Result {
  isError?: boolean;
  content: { type: string; text?: string; resource?: { blob?: string; mimeType?: string } }[];
  structuredContent: Record<string, unknown>;
}

let test: TestKernel;

beforeEach(async () => {
  test = await openTestKernel({ features: [lampsFeature(), torches] });
});
afterEach(() => test.end());

async function post(method: string, params: object, caller: Caller = owner, query = ""): Promise<Record<string, unknown>> {
  const request = new Request(`http://127.0.0.1/mcp${query}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const text = await (await mcpHandler(test.kernel.services)(request, caller)).text();
  const json = /^data: (.*)$/m.exec(text)?.[1] ?? text;
  return JSON.parse(json) as Record<string, unknown>;
}

async function statusOf(body: string): Promise<number> {
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const request = new Request("http://127.0.0.1/mcp", { method: "POST", headers, body });
  return (await mcpHandler(test.kernel.services)(request, owner)).status;
}

async function callTool(name: string, values: object, caller: Caller = owner): Promise<Result> {
  return (await post("tools/call", { name, arguments: values }, caller))["result"] as Result;
}

async function toolNames(caller: Caller, query = ""): Promise<string[]> {
  const { tools } = (await post("tools/list", {}, caller, query))["result"] as { tools: { name: string }[] };
  return tools.map(({ name }) => name);
}

describe("the list of tools", () => {
  it("leaves out what is rarely asked, open, or for a person only", async () => {
    expect(await toolNames(owner)).toEqual([
      "lamps_list",
      "lamps_switch_on",
      "lamps_smash",
      "lamps_manual",
      "lamps_add_picture",
      "operations_search",
      "operations_call",
    ]);
  });

  it("is whole with ?tools=all, but for what a model never may", async () => {
    const names = await toolNames(owner, "?tools=all");
    expect(names).toContain("lamps_watch");
    expect(names).toContain("lamps_health");
    expect(names).not.toContain("lamps_adopt");
  });

  it("keeps to the caller's scopes", async () => {
    const reader: Caller = { kind: "program", id: "program:reader", userId: null, scopes: ["lamps.read"] };
    const names = await toolNames(reader, "?tools=all");
    expect(names).toContain("lamps_list");
    expect(names).not.toContain("lamps_switch_on");
    const stranger: Caller = { kind: "program", id: "program:stranger", userId: null, scopes: ["doors.read"] };
    expect(await toolNames(stranger)).toEqual(["operations_search", "operations_call"]);
  });

  it("says what a tool does to the world, and how long a stream is read", async () => {
    const { tools } = (await post("tools/list", {}, owner, "?tools=all"))["result"] as {
      tools: { name: string; description: string; annotations: object; inputSchema: { required?: string[] } }[];
    };
    const tool = (name: string) => tools.find((known) => known.name === name);
    expect(tool("lamps_list")?.annotations).toEqual({ readOnlyHint: true, destructiveHint: false, idempotentHint: true });
    expect(tool("lamps_smash")?.annotations).toEqual({ readOnlyHint: false, destructiveHint: true, idempotentHint: true });
    expect(tool("lamps_switch_on")?.annotations).toEqual({ readOnlyHint: false, destructiveHint: false, idempotentHint: false });
    expect(tool("lamps_watch")?.description).toContain("100 items");
    expect(tool("lamps_add_picture")?.inputSchema.required).toEqual(["name", "upload"]);
  });
});

describe("a call over MCP", () => {
  it("answers values as structure and as the same text", async () => {
    const result = await callTool("lamps_list", {});
    expect(result.structuredContent).toEqual({ lamps: [{ name: "desk", isOn: false }] });
    expect(JSON.parse(result.content[0]?.text ?? "")).toEqual(result.structuredContent);
    expect(result.isError).toBeUndefined();
  });

  it("answers a stream as a bounded list", async () => {
    expect((await callTool("lamps_watch", { count: 2 })).structuredContent).toEqual({ items: [{ id: "0" }, { id: "1" }], endedBy: "end" });
    const long = await callTool("lamps_watch", { count: 1_000 });
    expect((long.structuredContent["items"] as unknown[]).length).toBe(100);
    expect(long.structuredContent["endedBy"]).toBe("items");
  });

  it("answers a text file as text and other bytes as a resource", async () => {
    const text = await callTool("lamps_manual", {});
    expect(text.content).toEqual([{ type: "text", text: "# Lamps" }]);
    expect(text.structuredContent).toEqual({ mediaType: "text/markdown", fileName: "manual.md", sizeBytes: 7 });
    const bytes = await callTool("lamps_manual", { form: "bytes" });
    expect(bytes.content[0]?.resource).toMatchObject({ mimeType: "application/pdf", blob: "AQID" });
  });

  it("takes a file as text or base64", async () => {
    const upload = { mediaType: "image/png", base64: "AQIDBA==" };
    expect((await callTool("lamps_add_picture", { name: "desk", upload })).structuredContent).toEqual({ sizeBytes: 4 });
    expect((await callTool("lamps_add_picture", { name: "desk" })).structuredContent["code"]).toBe("invalid_input");
    const wrong = await callTool("lamps_add_picture", { name: "desk", upload: { mediaType: "text/html", text: "x" } });
    expect(wrong.content[0]?.text).toContain("image/png");
    const both = await callTool("lamps_add_picture", { name: "desk", upload: { ...upload, text: "x" } });
    expect(both.content[0]?.text).toContain("either text or base64");
  });

  it("gives mistakes back as results with the problem", async () => {
    const result = await callTool("lamps_list", { isOn: "maybe" });
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toMatchObject({ code: "invalid_input", status: 422 });
    expect(result.content[0]?.text).toMatch(/^invalid_input: isOn/);
    const unknown = await callTool("lamps_lst", {});
    expect(unknown.content[0]?.text).toContain('Did you mean "lamps.list"?');
  });

  it("says no inner words when an answer breaks off", async () => {
    const result = await callTool("torches_burn", {});
    expect(result.structuredContent).toMatchObject({ code: "internal" });
    expect(JSON.stringify(result)).not.toContain("/secret/path");
  });

  it("reaches everything by operations_call, found by operations_search", async () => {
    const { operations } = (await callTool("operations_search", { query: "follow lamps" })).structuredContent as {
      operations: { operation: string; input: { properties: object } }[];
    };
    expect(operations[0]?.operation).toBe("lamps.watch");
    expect(Object.keys(operations[0]?.input.properties ?? {})).toEqual(["count", "since"]);
    const called = await callTool("operations_call", { operation: "lamps.watch", input: { count: 1 } });
    expect(called.structuredContent["items"]).toEqual([{ id: "0" }]);
    const unserved: unknown[] = [];
    const stopListening = test.kernel.hostOf("lamps").on(wishUnserved, (wish) => void unserved.push(wish));
    expect((await callTool("operations_search", { query: "zzz" })).structuredContent).toMatchObject({ operations: [] });
    stopListening();
    expect(unserved).toMatchObject([{ operation: null, words: "zzz", why: "unknown", askedBy: "model:owner" }]);
    expect((await callTool("operations_search", {})).structuredContent["code"]).toBe("invalid_input");
  });
});

describe("rights over MCP", () => {
  it("make even the owner's token a model: it asks, and cannot approve or be the person", async () => {
    const { approvals } = test.kernel.services;
    const asked = await callTool("lamps_switch_on", { name: "desk" });
    expect(asked.isError).toBe(true);
    const { approvalId } = asked.structuredContent as { approvalId: string };
    expect(asked.content[0]?.text).toContain(approvalId);
    expect((await approvals.get(approvalId)).caller).toMatchObject({ kind: "model", id: "model:owner" });
    const refused = await callTool("operations_call", { operation: "lamps.adopt", input: { name: "desk" } });
    expect(refused.structuredContent["code"]).toBe("forbidden");
  });

  it("give the same call its result once a person approved it", async () => {
    const { approvals } = test.kernel.services;
    const asked = await callTool("lamps_smash", { name: "desk" });
    const { approvalId } = asked.structuredContent as { approvalId: string };
    const again = await callTool("operations_call", { operation: "lamps.smash", input: { name: "desk" } });
    expect(again.structuredContent["approvalId"]).toBe(approvalId);
    await test.kernel.services.runApproved(approvalId, owner);
    expect((await callTool("lamps_smash", { name: "desk" })).structuredContent).toEqual({ smashed: true });
    expect((await approvals.get(approvalId)).state).toBe("done");
  });

  it("leave the same audit line whichever way a tool is called", async () => {
    const { grants, audit } = test.kernel.services;
    await grants.put({
      grantee: "model:*",
      operation: "lamps.switchOn",
      scope: { kind: "all" },
      cause: null,
      level: "act",
      by: "person:owner",
      reason: null,
      expiresAt: null,
    });
    await callTool("lamps_switch_on", { name: "desk" });
    await callTool("operations_call", { operation: "lamps.switchOn", input: { name: "desk" } });
    await callTool("operations_call", { operation: "lamps_switch_on", input: { name: "desk" } });
    const lines = await audit.list({ limit: 10 });
    const said = lines.map(({ seq: _seq, at: _at, digest: _digest, previous: _previous, ...line }) => line);
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({ actor: "model:owner", caller: "model", door: "mcp", operation: "lamps.switchOn", outcome: "done" });
    expect(said[1]).toEqual(said[0]);
    expect(said[2]).toEqual(said[0]);
  });
});

describe("the protocol", () => {
  it("opens the way that clients before 2026 do, and says what Hydra is", async () => {
    const { result } = await post("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    });
    expect(result).toMatchObject({ serverInfo: { name: "hydra" }, capabilities: { tools: {} } });
    expect((result as { instructions: string }).instructions).toContain("operations_search");
  });

  it("keeps no session: GET is refused", async () => {
    const answer = await mcpHandler(test.kernel.services)(new Request("http://127.0.0.1/mcp"), owner);
    expect(answer.status).toBe(405);
  });

  it("survives what is no MCP at all", async () => {
    expect(await statusOf("{")).toBe(400);
    expect(await statusOf("[]")).toBe(400);
    expect(await statusOf('{"jsonrpc":"2.0"}')).toBe(400);
    expect(await statusOf(`{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":"${"x".repeat(9_000_000)}"}}`)).toBe(413);
  });
});
