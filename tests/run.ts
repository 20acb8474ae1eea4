/**
 * `./hydra test`: finds or starts what the tests need, runs them, ends what it started.
 *
 *   ./hydra test [--install-peers] [--full] [-- ARGUMENTS OF VITEST]
 *
 * --install-peers  (or CI=true) install missing programs with apt, start a private Docker engine; a missing peer fails
 * --full           also the soak tests, without a time limit
 *
 * The last line is `N passed, N failed, N skipped`; the exit code is 0 only when nothing failed.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { PEERS, type Peer } from "./peers/peers.ts";
import { endPeers, openPeerFolder, startPeers, type StartedPeers } from "./peers/start-peers.ts";
import { peersAskedIn, readReport, summarise, type RunSummary } from "./run-report.ts";

const TIME_LIMIT_MS = 1_800_000;
const STOP_PATIENCE_MS = 10_000;

const separator = process.argv.indexOf("--", 2);
const ownArguments = process.argv.slice(2, separator === -1 ? undefined : separator);
const vitestArguments = separator === -1 ? [] : process.argv.slice(separator + 1);
const { values: flags } = parseArgs({
  args: ownArguments,
  options: { "install-peers": { type: "boolean", default: false }, full: { type: "boolean", default: false } },
});
const install = flags["install-peers"] || process.env["CI"] === "true";

process.chdir(dirname(import.meta.dirname));
let running: ChildProcess | null = null;
let stoppedBy: NodeJS.Signals | null = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    stoppedBy ??= signal;
    running?.kill(signal);
  });
}

// Until there is a report, the run itself has failed.
let summary: RunSummary = { passed: 0, failed: 1, skipped: 0, skippedLines: [] };
process.on("exit", () => {
  process.stdout.write(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped\n`);
});

const folder = await openPeerFolder();
try {
  const peers = await startPeers(folder, install);
  for (const [name, variable] of Object.entries(PEERS)) {
    process.stdout.write(`peer ${name}: ${peers.env[variable] ?? `missing: ${peers.missing.get(name as Peer)}`}\n`);
  }
  const report = join(folder.path, "report.json");
  const exitCode = stoppedBy === null ? await runVitest(report, peers) : 1;
  summary = summarise(readReport(report), exitCode, (file) => reasonOfSkip(file, peers));
  for (const line of summary.skippedLines) process.stdout.write(`${line}\n`);
  process.exitCode = summary.failed === 0 && stoppedBy === null ? 0 : 1;
} finally {
  await endPeers(folder);
}

function runVitest(report: string, peers: StartedPeers): Promise<number> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const env = { ...process.env, ...peers.env };
  if (install) env["HYDRA_TEST_REQUIRE_PEERS"] = "true";
  if (flags.full) env["HYDRA_TEST_FULL"] = "true";
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args, ...vitestArguments], { env, stdio: ["ignore", "inherit", "inherit"] });
    running = child;
    const limit = flags.full ? null : setTimeout(() => stopAsTooLong(child), TIME_LIMIT_MS);
    child.on("exit", (code) => {
      if (limit !== null) clearTimeout(limit);
      running = null;
      resolve(code ?? 1);
    });
  });
}

function stopAsTooLong(child: ChildProcess): void {
  process.stdout.write(`stopped: the tests took longer than ${TIME_LIMIT_MS / 60_000} minutes\n`);
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS).unref();
}

function reasonOfSkip(file: string, peers: StartedPeers): string {
  const missing = peersAskedIn(readFileSync(file, "utf8")).filter((name) => peers.missing.has(name as Peer));
  if (missing.length > 0) return `missing: ${missing.join(", ")}`;
  return vitestArguments.length > 0 ? "skipped by its file or by the filter" : "skipped by its file";
}
