import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingOptionalPackages, type Packages } from "../../deploy/complete-lock.ts";
import { findProgram } from "../peers/processes.ts";
import { REPOSITORY } from "./checkout.ts";

const shellcheck = findProgram("shellcheck");

describe("the scripts", () => {
  it.skipIf(shellcheck === null).each(["hydra", ".ci/run", "deploy/build-local"])("shellcheck finds nothing in %s", (script) => {
    expect(execFileSync(shellcheck ?? "", [join(REPOSITORY, script)], { encoding: "utf8" })).toBe("");
  });
});

describe("package-lock.json", () => {
  it("names every optional package, so that npm ci takes it: node deploy/complete-lock.ts", () => {
    const lock = JSON.parse(readFileSync(join(REPOSITORY, "package-lock.json"), "utf8")) as { packages: Packages };
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
    expect(missingOptionalPackages(lock.packages)).toEqual({});
  });

  it("is completed with the systems that a name tells", () => {
    const packages: Packages = {
      "node_modules/tool": {
        dev: true,
        optionalDependencies: { "@tool/linux-arm64-musl": "1.0.0", "@tool/wasm32-wasi": "1.0.0", "@tool/there": "1.0.0" },
      },
      "node_modules/@tool/there": { version: "1.0.0" },
    };
    expect(missingOptionalPackages(packages)).toEqual({
      "node_modules/@tool/linux-arm64-musl": { version: "1.0.0", dev: true, optional: true, cpu: ["arm64"], libc: ["musl"], os: ["linux"] },
      "node_modules/@tool/wasm32-wasi": { version: "1.0.0", dev: true, optional: true, cpu: ["wasm32"] },
    });
  });

  it("asks no particular registry", () => {
    expect(readFileSync(join(REPOSITORY, "package-lock.json"), "utf8")).not.toContain('"resolved"');
  });
});
