import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareHome } from "./home.ts";
import { readOrCreateTokenFile } from "./tokens.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hydra-home-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("the folder of the state", () => {
  it("is made with all above it, for its user alone", () => {
    prepareHome(join(folder, "a", "b"));
    expect(modeOf(join(folder, "a", "b"))).toBe("700");
  });

  it("is closed to others when it stood open", () => {
    chmodSync(folder, 0o777);
    prepareHome(folder);
    expect(modeOf(folder)).toBe("700");
  });

  it("is refused in a sentence where it is a file, lies in one, or nothing can be made", () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    expect(() => prepareHome(path)).toThrow(`HYDRA_HOME ${path} is a file, not a folder.`);
    expect(() => prepareHome(join(path, "inner"))).toThrow(/cannot be used for Hydra's state: .*Choose another with HYDRA_HOME/);
  });

  it.runIf(process.platform === "linux")("says so where the file system takes no folders", () => {
    expect(() => prepareHome("/proc/hydra-test/inner")).toThrow("the file system takes no folders there");
  });
});

describe("a token file", () => {
  it("that is a link is refused, and what it points at is left as it is", () => {
    const target = join(folder, "target");
    writeFileSync(target, "t".repeat(40));
    chmodSync(target, 0o644);
    for (const [name, to] of [
      ["token", target],
      ["dangling", join(folder, "nowhere")],
    ] as const) {
      symlinkSync(to, join(folder, name));
      expect(() => readOrCreateTokenFile(join(folder, name))).toThrow("is a symbolic link");
    }
    expect(modeOf(target)).toBe("644");
  });
});
