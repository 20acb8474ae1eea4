import { homedir, hostname, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { messageOf } from "./kernel/errors.ts";

const VERSION = "0.1.0";

async function main(argv: readonly string[]): Promise<number> {
  const home = resolve(process.env["HYDRA_HOME"] ?? join(homedir(), ".hydra"));
  const [command, ...rest] = argv;
  if (command === "up") {
    const { up } = await import("./up.ts");
    return up(rest, { home, version: VERSION, hostname: hostname(), userName: userInfo().username });
  }
  if (command === "mcp") {
    const { serveMcpStdio } = await import("./doors/mcp/stdio.ts");
    return serveMcpStdio({ home });
  }
  const { runCli } = await import("./doors/cli/index.ts");
  return runCli(argv, { home, version: VERSION });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
