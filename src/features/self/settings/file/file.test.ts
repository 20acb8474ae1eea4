import { readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serveTestKernel, type Served } from "../../../../doors/testing/served.ts";
import { settings as section } from "../../../../kernel/keys.ts";
import { SecretRef } from "../../../../kernel/secrets.ts";
import { testFeature } from "../../../../kernel/testing.ts";
import { settings } from "../index.ts";

const garden = testFeature({
  name: "garden",
  settings: section("garden", z.strictObject({ beds: z.int().default(3), key: SecretRef.optional(), note: z.string().default("") })),
});

let served: Served;
beforeEach(async () => {
  served = await serveTestKernel({ features: [settings, garden] });
});
afterEach(() => served[Symbol.asyncDispose]());

const path = (): string => join(served.test.home, "hydra.yaml");

async function read(): Promise<{ text: string; digest: string; isThere: boolean; isInForce: boolean; backup: string | null }> {
  return (await served.ask("/settings/file")).json() as Awaited<ReturnType<typeof read>>;
}

async function save(text: string, digest?: string): ReturnType<Served["ask"]> {
  return served.ask("/settings/file", { method: "PUT", body: { text, digest: digest ?? (await read()).digest } });
}

describe("saving", () => {
  test("writes the person's own text for them alone, keeps the state before, and says when it counts", async () => {
    expect(await read()).toMatchObject({ text: "", isThere: false, isInForce: true, backup: null });
    const text = "# how many we dug\ngarden:   {beds: 5}\n";
    const first = await save(text);
    expect(first.json()).toMatchObject({ file: path(), takesEffect: expect.stringContaining("started the next time") });
    expect(readFileSync(path(), "utf8")).toBe(text);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(await read()).toMatchObject({ text, isThere: true, isInForce: false });
    const second = (await save("garden:\n  beds: 6\n")).json();
    expect((await read()).backup).toBe(second["backup"]);
    const undone = await served.ask("/settings/restore", { body: { backup: second["backup"] } });
    expect(undone.status).toBe(200);
    expect(readFileSync(path(), "utf8")).toBe(text);
    // And forward again: taking back is taken back the same way.
    await served.ask("/settings/restore", { body: { backup: undone.json()["backup"] } });
    expect(readFileSync(path(), "utf8")).toBe("garden:\n  beds: 6\n");
    expect(readdirSync(served.test.home).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  test("is refused when somebody wrote the file meanwhile", async () => {
    const { digest } = await read();
    writeFileSync(path(), "garden:\n  beds: 9\n");
    const answer = await save("garden: {}\n", digest);
    expect([answer.status, answer.json()["detail"]]).toEqual([409, expect.stringContaining("changed meanwhile")]);
    expect(readFileSync(path(), "utf8")).toBe("garden:\n  beds: 9\n");
  });

  test("is refused with the line of each mistake, and writes nothing", async () => {
    const answer = await save("garden:\n  beds: many\n  key: hunter22\n");
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toMatch(/line 2: garden\.beds must be a whole number.*\nline 3: garden\.key: a secret is named/);
    expect(answer.text).not.toContain("hunter22");
    expect((await read()).isThere).toBe(false);
  });

  test("goes to the file that a link points at", async () => {
    const target = join(served.test.home, "elsewhere.yaml");
    writeFileSync(target, "garden: {}\n");
    symlinkSync(target, path());
    await save("garden:\n  beds: 2\n");
    expect(readFileSync(target, "utf8")).toBe("garden:\n  beds: 2\n");
  });

  test("leaves no word of the text in the audit", async () => {
    await save("garden:\n  note: the roses are by the shed\n");
    expect(JSON.stringify(await served.test.kernel.services.audit.list({ limit: 50 }))).not.toContain("roses");
  });

  test("is for a person only, and so is reading", async () => {
    for (const kind of ["program", "model"] as const) {
      const token = await served.tokenFor(`some-${kind}`, kind, "*");
      expect((await served.ask("/settings/file", { token })).status).toBe(403);
      expect((await served.ask("/settings/check", { token, body: {} })).status).toBe(403);
      expect((await served.ask("/settings/file", { token, method: "PUT", body: { text: "", digest: "" } })).status).toBe(403);
    }
  });
});

describe("checking", () => {
  test("says what is wrong where, what looks like a secret, and what would change", async () => {
    writeFileSync(path(), "garden:\n  beds: 4\n");
    const answer = (await served.ask("/settings/check", { body: { text: "garden:\n  beds: 0.5\n  note: password=hunter22\n" } })).json();
    expect(answer).toMatchObject({
      mistakes: [{ line: 2, message: expect.stringContaining("garden.beds must be a whole number") }],
      warnings: [{ line: 3, message: expect.stringContaining("looks like a secret") }],
      lines: [
        { kind: "same", line: 1, text: "garden:" },
        { kind: "removed", line: 2, text: "  beds: 4" },
        { kind: "added", line: 2, text: "  beds: 0.5" },
        { kind: "added", line: 3, text: "  note: password=hunter22" },
      ],
    });
    const broken = (await served.ask("/settings/check", { body: { text: "garden: [1\n" } })).json();
    expect(broken["mistakes"]).toEqual([{ line: expect.any(Number), message: expect.stringContaining("not valid YAML") }]);
  });

  test("puts an addition into the text, to be saved as it is shown", async () => {
    writeFileSync(path(), "# mine\n");
    const checked = (await served.ask("/settings/check", { body: { addition: "garden:\n  beds: 7\n" } })).json();
    expect(checked).toMatchObject({ text: "# mine\n\ngarden:\n  beds: 7\n", mistakes: [], warnings: [] });
    expect((await save(String(checked["text"]), String(checked["digest"]))).status).toBe(200);
  });
});

test("connections tell how they are and what they take; without Docker nothing is found", async () => {
  expect((await served.ask("/settings/integrations")).json()).toEqual({ integrations: [] });
  expect((await served.ask("/settings/discover")).json()).toEqual({ found: [] });
});
