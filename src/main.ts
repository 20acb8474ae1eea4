import { homedir, hostname, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { printableLines } from "./doors/cli/render/text.ts";
import { messageOf } from "./kernel/errors.ts";
import type { Registry } from "./kernel/registry.ts";

const VERSION = "0.1.0";

const MCP_USAGE = "Speak the Model Context Protocol on standard input and output: hydra mcp [--all]";

/** What is run here and by the launcher, for the shell's help and completion. */
const OWN_COMMANDS = [
  { word: "up", summary: "Start Hydra and serve until Ctrl-C: hydra up [--watch-only] [--tools-port N] [--control-port N]" },
  { word: "mcp", summary: MCP_USAGE },
  { word: "test", summary: "Run all tests, with the peers they need" },
];

/** Loaded only by commands that need it: it brings every feature along. */
async function readRegistry(): Promise<Registry> {
  const [{ Registry }, { wings, integrations }] = await Promise.all([import("./kernel/registry.ts"), import("./composition.ts")]);
  return new Registry(wings, integrations);
}

async function main(argv: readonly string[]): Promise<number> {
  const home = resolve(process.env["HYDRA_HOME"] ?? join(homedir(), ".hydra"));
  const [command, ...rest] = argv;
  if (command === "up") {
    const { up } = await import("./up.ts");
    return up(rest, { home, version: VERSION, hostname: hostname(), userName: userInfo().username });
  }
  if (command === "mcp") {
    if (rest.includes("--help") || rest.includes("-h")) {
      process.stdout.write(`${MCP_USAGE}\n`);
      return 0;
    }
    const { serveMcpStdio } = await import("./doors/mcp/stdio.ts");
    return serveMcpStdio({ home, all: rest.includes("--all") });
  }
  const { runCli, shellOf } = await import("./doors/cli/index.ts");
  return runCli(
    argv,
    shellOf(process, {
      home,
      version: VERSION,
      registry: readRegistry,
      otherCommands: OWN_COMMANDS,
      projectRoot: join(import.meta.dirname, ".."),
    }),
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${printableLines(messageOf(error))}\n`);
  process.exitCode = 1;
}
