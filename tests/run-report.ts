import { readFileSync } from "node:fs";
import { relative } from "node:path";

/** vitest's JSON report, as far as it is read here. */
interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

export interface RunSummary {
  passed: number;
  failed: number;
  skipped: number;
  /** One line for each test that did not run, with its reason. */
  skippedLines: string[];
}

/**
 * Count a run. A file that could not even be loaded, and a runner that ended badly although every test passed, count
 * as one failure each.
 * @param reasons why a test of this file was skipped
 */
export function summarise(report: VitestReport | null, exitCode: number, reasons: (file: string) => string): RunSummary {
  const summary: RunSummary = { passed: 0, failed: 0, skipped: 0, skippedLines: [] };
  for (const file of report?.testResults ?? []) {
    const failedBefore = summary.failed;
    for (const test of file.assertionResults) {
      if (test.status === "passed") summary.passed += 1;
      else if (test.status === "failed") summary.failed += 1;
      else {
        summary.skipped += 1;
        const reason = test.status === "todo" ? "not built yet" : file.status === "failed" ? "its file failed before" : reasons(file.name);
        summary.skippedLines.push(`skipped: ${relative(process.cwd(), file.name)} > ${test.fullName.trim()} (${reason})`);
      }
    }
    if (file.status === "failed" && summary.failed === failedBefore) summary.failed += 1;
  }
  if (exitCode !== 0 && summary.failed === 0) summary.failed = 1;
  return summary;
}

export function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  } catch {
    // vitest was stopped before it wrote one: its exit code says that it failed.
    return null;
  }
}

/** The peers that a test file asks for, read from its text. */
export function peersAskedIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\bpeer\("(\w+)"\)/g)].map((match) => match[1] ?? ""))];
}
