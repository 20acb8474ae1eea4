import { once } from "node:events";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import { RunningHydra } from "./running-hydra.ts";
import { problemResult } from "./results.ts";
import { INSTRUCTIONS } from "./server.ts";

export interface StdioOptions {
  /** Folder of the running Hydra's state. */
  home: string;
  /** List every tool that the caller has a right to. */
  all?: boolean;
}

/**
 * MCP on standard input and output, for clients that start their servers themselves. Opens no store: it passes lists and
 * calls on to the Hydra that runs, and finds it again when that one was restarted meanwhile.
 *
 * @returns the exit code: 0 when the client went away, 1 when no Hydra runs
 */
export async function serveMcpStdio({ home, all = false }: StdioOptions): Promise<number> {
  const hydra = new RunningHydra(home, all ? "?tools=all" : "");
  let version: string;
  try {
    version = hydra.find().version;
    await hydra.ask("tools/list", {});
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
  const [{ Server }, { serveStdio }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("@modelcontextprotocol/server/stdio"),
  ]);
  const serving = serveStdio(
    () => {
      const server = new Server({ name: "hydra", version }, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
      server.setRequestHandler("tools/list", async (_request, { mcpReq }) => (await hydra.ask("tools/list", {}, mcpReq.signal)) as never);
      server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
        try {
          return (await hydra.ask("tools/call", { name: params.name, arguments: params.arguments ?? {} }, mcpReq.signal)) as never;
        } catch (error) {
          if (error instanceof HydraError) return problemResult(error);
          throw error;
        }
      });
      return server;
    },
    { onerror: (error) => process.stderr.write(`${error.message}\n`) },
  );
  await inputEnd();
  await serving.close();
  return 0;
}

/** A pipe closes after its end; a file, such as /dev/null, only ends. */
async function inputEnd(): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(process.stdin, "end", { signal }), once(process.stdin, "close", { signal })]).finally(() => waiting.abort());
}
