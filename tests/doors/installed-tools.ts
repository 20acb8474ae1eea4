import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Versions that the tests were written against; installed beside the project, which must not carry them. */
const VERSIONS = { "@redocly/cli": "2.77.0", "@modelcontextprotocol/inspector": "2.12.0" } as const;

/**
 * A heavy program that only full runs use (HYDRA_TEST_REQUIRE_PEERS=true), or null: skip the test by name. The function
 * installs it once into a cache folder and answers the script to run with Node.
 */
export function installedTool(name: keyof typeof VERSIONS, command: string): (() => Promise<string>) | null {
  if (process.env["HYDRA_TEST_REQUIRE_PEERS"] !== "true") return null;
  return async () => {
    const folder = join(tmpdir(), "hydra-test-tools", `${name.replaceAll(/[@/]/g, "_")}-${VERSIONS[name]}`);
    const manifest = join(folder, "node_modules", name, "package.json");
    if (!existsSync(manifest)) {
      mkdirSync(folder, { recursive: true });
      // npm lies beside the Node that runs this, where it also was when the project was installed.
      const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", `${name}@${VERSIONS[name]}`];
      await promisify(execFile)("npm", args, {
        env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` },
      });
    }
    const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: Record<string, string> };
    const script = bin[command];
    if (script === undefined) throw new Error(`${name} has no command ${command}`);
    return join(dirname(manifest), script);
  };
}
