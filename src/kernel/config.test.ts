import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { configJsonSchema, loadConfig, serverSettings, type Config, type ConfigSources } from "./config.ts";
import { HydraError } from "./errors.ts";
import { settings } from "./keys.ts";
import { readSecret, SecretRef } from "./secrets.ts";

const docker = settings(
  "docker",
  z.strictObject({
    hosts: z.array(z.strictObject({ name: z.string(), url: z.string() })).default([]),
    token: SecretRef.optional(),
    pollSeconds: z.int().min(1).default(10),
  }),
);
const KEYS = [serverSettings, docker];

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hydra-config-"));
  file = join(folder, "hydra.yaml");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(yaml: string | null, more: Partial<ConfigSources> = {}): Config {
  if (yaml !== null) writeFileSync(file, yaml);
  return loadConfig(KEYS, { file, env: {}, flags: {}, ...more });
}

/** What is said about a file with mistakes, without the path of the file. */
function complaints(yaml: string, more: Partial<ConfigSources> = {}): string[] {
  try {
    load(yaml, more);
  } catch (error) {
    if (error instanceof HydraError && error.code === "invalid_input") return error.message.replaceAll(file, "FILE").split("\n");
    throw error;
  }
  throw new Error("nothing was said");
}

describe("settings", () => {
  it("have defaults without a file, with an empty one and with an empty section", () => {
    for (const yaml of [null, "", "# nothing\n", "server:\n", "server: {}\n"]) {
      const config = load(yaml);
      expect(config.get(serverSettings)).toMatchObject({ toolsPort: 8700, controlPort: 8600 });
      expect(config.get(docker)).toEqual({ hosts: [], pollSeconds: 10 });
    }
  });

  it("come from the file, then the environment, then the flags", () => {
    const yaml = "server:\n  toolsPort: 1\n  controlPort: 2\n  logLevel: warn\ndocker:\n  pollSeconds: 3\n";
    const env = { HYDRA_TOOLS_PORT: "11", HYDRA_SERVER_LOG_LEVEL: "error", HYDRA_DOCKER_POLL_SECONDS: "13", HYDRA_CONTROL_PORT: "" };
    const config = load(yaml, { env, flags: { server: { toolsPort: 21 } } });
    expect(config.get(serverSettings)).toMatchObject({ toolsPort: 21, controlPort: 2, logLevel: "error" });
    expect(config.get(docker).pollSeconds).toBe(13);
    expect(config.file).toBe(file);
  });

  it("take lists and objects from the environment as JSON", () => {
    const config = load(null, { env: { HYDRA_DOCKER_HOSTS: '[{"name":"a","url":"u"}]', HYDRA_SERVER_HOSTS: "one.lan" } });
    expect(config.get(docker).hosts).toEqual([{ name: "a", url: "u" }]);
    expect(config.get(serverSettings).hosts).toEqual(["one.lan"]);
  });
});

describe("mistakes in the file", () => {
  it.each([
    ["servr:\n  toolsPort: 1\n", ['FILE line 1: there is no section "servr". Did you mean "server"?']],
    ["\nserver:\n  toolPort: 1\n", ['FILE line 3: server has no setting "toolPort". Did you mean "toolsPort"?']],
    ["docker:\n  hosts:\n    - name: a\n      url: u\n      tls: true\n", ['FILE line 5: docker.hosts.0 has no setting "tls".']],
    ["server:\n  toolsPort: many\n", [expect.stringContaining("FILE line 2: server.toolsPort must be a whole number from 0 to 65535")]],
    ["docker:\n  hosts:\n    - name: a\n", [expect.stringMatching(/^FILE line 3: docker\.hosts\.0\.url is missing$/)]],
    ["server:\n  hosts: [hydra.example.org]\n", [expect.stringContaining("is the example")]],
    ["server:\n  trustedProxies: [192.0.2.1]\n", [expect.stringContaining("name the address of your proxy")]],
    ["server: 5\n", [expect.stringContaining("FILE line 1: server: ")]],
    ["- a\n- b\n", [expect.stringContaining('must hold sections such as "server:", not a list')]],
    ["just text", [expect.stringContaining("not a string")]],
    ["docker:\n  token: my-very-secret\n", [expect.stringMatching(/FILE line 2: docker\.token: a secret is named, never written here/)]],
    ["__proto__:\n  a: 1\n", [expect.stringContaining('there is no section "__proto__"')]],
    ["server:\n  __proto__: 1\n", [expect.stringContaining('"__proto__"')]],
    ["server:\n  constructor: 1\n", [expect.stringContaining('"constructor"')]],
  ])("%j", (yaml, expected) => {
    expect(complaints(yaml)).toEqual(expected);
  });

  it("are all said at once", () => {
    expect(complaints("servr: {}\nserver:\n  toolsPort: x\n  bogus: 1\ndocker:\n  pollSeconds: 0\n")).toHaveLength(4);
  });

  it("never repeat a secret that was written where its name belongs", () => {
    expect(complaints("docker:\n  token: my-very-secret\n").join()).not.toContain("my-very-secret");
  });

  it.each([
    ["server:\n\ttoolsPort: 1\n", /not valid YAML/],
    ["server: {toolsPort: 1\n", /not valid YAML/],
    ["server: {}\nserver: {}\n", /not valid YAML.*unique/],
    ["a: 1\n---\nb: 2\n", /not valid YAML/],
  ])("of YAML: %j", (yaml, expected) => {
    expect(complaints(yaml).join(" ")).toMatch(expected);
  });

  it("that unfold without end are stopped", () => {
    const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array.from({ length: 10 }, () => `*a${n}`).join(",")}]`).join("\n")}\n`;
    expect(complaints(bomb).join(" ")).toMatch(/not valid YAML.*alias/i);
  });

  it("of the environment and of flags are said as settings", () => {
    expect(complaints("", { env: { HYDRA_TOOLS_PORT: "high" } })).toEqual([
      expect.stringMatching(/^settings: server\.toolsPort must be a whole number from 0 to 65535$/),
    ]);
    expect(complaints("", { flags: { server: { colour: "red" } } }).join()).toContain('server has no setting "colour"');
  });
});

describe("the JSON Schema", () => {
  it("describes every section for editors", () => {
    const schema = configJsonSchema(KEYS);
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      additionalProperties: false,
      properties: {
        server: {
          type: "object",
          additionalProperties: false,
          properties: { toolsPort: { type: "integer", minimum: 0, maximum: 65_535 } },
        },
        docker: { properties: { hosts: { type: "array" } } },
      },
    });
    // Nothing is required: Hydra starts without a file.
    expect(JSON.stringify(schema.properties)).not.toContain('"required":["toolsPort"');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

describe("a secret reference", () => {
  it("is read from the environment or a file, and missing ones are named", () => {
    writeFileSync(join(folder, "key"), "from-a-file\n");
    process.env["HYDRA_TEST_SECRET"] = "from-the-environment";
    expect(readSecret("env:HYDRA_TEST_SECRET")).toBe("from-the-environment");
    delete process.env["HYDRA_TEST_SECRET"];
    expect(readSecret(`file:${join(folder, "key")}`)).toBe("from-a-file");
    for (const ref of ["env:HYDRA_TEST_SECRET", `file:${join(folder, "missing")}`])
      expect(() => readSecret(ref)).toThrow(expect.objectContaining({ code: "not_configured" }) as Error);
  });

  it.each(["plain", "env:", "env:1X", "file:", "ENV:X", ""])("refuses %j", (text) => {
    expect(SecretRef.safeParse(text).success).toBe(false);
  });
});
