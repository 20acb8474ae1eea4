import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sayMistake } from "./issue-words.ts";
import { validate } from "./text-values.ts";

const Input = z.strictObject({
  limit: z.int().min(1).max(500).optional(),
  share: z.number().min(0).nullable().optional(),
  since: z.iso.datetime().optional(),
  hosts: z.array(z.strictObject({ address: z.string(), port: z.int().max(65_535).optional(), kind: z.enum(["a", "b"]) })).optional(),
  either: z.union([z.int(), z.enum(["all"])]).optional(),
  own: z
    .string()
    .refine((text) => text !== "x", { error: "Not x, please" })
    .optional(),
});

describe("what is wrong with a value", () => {
  it.each([
    [{ limit: "1e99" }, "limit must be a whole number from 1 to 500"],
    [{ limit: 0 }, "limit must be a whole number from 1 to 500"],
    [{ limit: 1.5 }, "limit must be a whole number from 1 to 500"],
    [{ since: "yesterday" }, "since must be a time such as 2026-01-31T08:00:00Z"],
    [{ hosts: [{ kind: "a" }] }, "hosts[0].address is missing"],
    [{ hosts: [{ address: "x" }] }, "hosts[0].kind is missing"],
    [{ hosts: [{ address: "x", kind: "a", port: 70_000 }] }, "hosts[0].port must be a whole number, 65535 or less"],
    [{ own: "x" }, "own: Not x, please"],
  ])("%j is said as %j", (values, message) => {
    expect(() => validate(Input, values)).toThrow(expect.objectContaining({ code: "invalid_input", message }) as Error);
  });

  it("stays in the schema's words where several kinds are taken", () => {
    expect(() => validate(Input, { either: "some" })).toThrow(/^either: Invalid input/);
    expect(() => validate(Input, { share: "much" })).toThrow(/^share/);
  });

  it("follows the name of its field", () => {
    expect(sayMistake("--limit", "must be a number")).toBe("--limit must be a number");
    expect(sayMistake("--limit", "Unknown")).toBe("--limit: Unknown");
  });
});
