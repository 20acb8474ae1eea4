import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { Caller } from "../../kernel/caller.ts";
import { createMcpServer, type McpServices } from "./server.ts";

type McpHandler = (request: Request, caller: Caller) => Promise<Response>;

const MAX_BODY_BYTES = 8_388_608;

/**
 * Streamable HTTP for MCP, without sessions: each request stands alone, so a restart of Hydra disturbs no client.
 * Speaks the revisions with and without `initialize`. The library is loaded by the first request.
 */
export function mcpHandler(services: McpServices): McpHandler {
  let loaded: Promise<McpHttpHandler> | undefined;
  return async (request, caller) => {
    loaded ??= load(services);
    const { fetch } = await loaded;
    const { scopes } = caller;
    return fetch(request, { authInfo: { token: "", clientId: caller.id, scopes: [...scopes], extra: { caller } } });
  };
}

async function load(services: McpServices): Promise<McpHttpHandler> {
  const { createMcpHandler } = await import("@modelcontextprotocol/server");
  return createMcpHandler(
    ({ authInfo, requestInfo }) => {
      const caller = authInfo?.extra?.["caller"] as Caller | undefined;
      if (caller === undefined) throw new Error("an MCP request without a caller");
      const wantsAll = requestInfo !== undefined && new URL(requestInfo.url).searchParams.get("tools") === "all";
      return createMcpServer({ services, caller, selection: wantsAll ? "all" : "usual" });
    },
    { maxRequestBodySize: MAX_BODY_BYTES },
  );
}
