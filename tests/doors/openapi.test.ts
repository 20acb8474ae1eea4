import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../../src/doors/openapi/faults.ts";
import { fieldsOf } from "../../src/kernel/text-values.ts";
import { startComposedHydra } from "./composed.ts";
import { installedTool } from "./installed-tools.ts";
import type { StartedHydra } from "./started-hydra.ts";

let hydra: StartedHydra;

beforeAll(async () => {
  hydra = await startComposedHydra();
});
afterAll(() => hydra.end());

async function readDocument(port: string): Promise<{ text: string; document: Record<string, unknown> }> {
  const text = await (await fetch(`${port}/openapi.json`)).text();
  return { text, document: JSON.parse(text) as Record<string, unknown> };
}

describe("/openapi.json of this Hydra", () => {
  it("needs no token, is the same on both ports, and holds together", async () => {
    const { text, document } = await readDocument(hydra.tools);
    expect((await readDocument(hydra.control)).text).toBe(text);
    expect(faultsOf(document)).toEqual([]);
  });

  it("has every operation once", async () => {
    const { document } = await readDocument(hydra.tools);
    const paths = Object.values(document["paths"] as Record<string, Record<string, { operationId: string }>>);
    const names = paths.flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(names.toSorted()).toEqual([...hydra.registry.operations.keys()].toSorted());
  });

  it("says of every input what it is", () => {
    const silent = [...hydra.registry.operations.values()].flatMap((op) =>
      Object.entries(fieldsOf(op.input) as Record<string, { description?: string }>)
        .filter(([, { description }]) => description === undefined)
        .map(([field]) => `${op.name}: ${field}`),
    );
    expect(silent).toEqual([]);
  });

  const redocly = installedTool("@redocly/cli", "redocly");
  it.skipIf(redocly === null)("is accepted by redocly lint", { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "hydra-openapi-"));
    try {
      const file = join(folder, "openapi.json");
      writeFileSync(file, (await readDocument(hydra.tools)).text);
      const command = await (redocly as NonNullable<typeof redocly>)();
      const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [command, "lint", "--format", "json", "--extends", "recommended", file],
        { env, cwd: folder },
      );
      expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0 } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
