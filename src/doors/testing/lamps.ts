import { z } from "zod";
import type { Feature } from "../../kernel/feature.ts";
import { file, operation, stream } from "../../kernel/operation.ts";
import { testFeature } from "../../kernel/testing.ts";

/** A small feature with one operation of every kind, for the tests of the doors. */
export function lampsFeature(): Feature {
  const lamps = new Map([["desk", false]]);
  const Lamp = z.strictObject({ name: z.string().describe("name of the lamp"), isOn: z.boolean().describe("whether it shines") });
  const Named = z.strictObject({ name: z.string().min(1).describe("name of the lamp") });
  return testFeature({
    name: "lamps",
    about: "Lamps of a test.",
    operations: [
      operation({
        name: "lamps.list",
        summary: "List the lamps",
        http: "GET /lamps",
        risk: "read",
        input: z.strictObject({
          isOn: z.boolean().optional().describe("only those that shine, or only the dark ones"),
          tags: z.array(z.string()).optional().describe("only with one of these tags"),
        }),
        output: z.strictObject({ lamps: z.array(Lamp).describe("the lamps") }),
        run: ({ isOn }) => ({
          lamps: [...lamps].map(([name, shines]) => ({ name, isOn: shines })).filter((lamp) => isOn === undefined || lamp.isOn === isOn),
        }),
      }),
      operation({
        name: "lamps.switchOn",
        summary: "Switch a lamp on",
        http: "POST /lamps/{name}/on",
        risk: "undoable",
        undo: { none: "a test needs no way back" },
        say: ["light up {name}"],
        input: Named,
        output: Lamp,
        subject: ({ name }) => ({ kind: "lamp", name }),
        run: ({ name }) => {
          lamps.set(name, true);
          return { name, isOn: true };
        },
      }),
      operation({
        name: "lamps.smash",
        summary: "Smash a lamp",
        http: "DELETE /lamps/{name}",
        risk: "destroying",
        input: Named,
        output: z.strictObject({ smashed: z.boolean().describe("whether there was one") }),
        subject: ({ name }) => ({ kind: "lamp", name }),
        run: ({ name }) => ({ smashed: lamps.delete(name) }),
      }),
      operation({
        name: "lamps.watch",
        summary: "Follow what the lamps do",
        http: "GET /lamps/watch",
        risk: "read",
        rarelyAsked: true,
        input: z.strictObject({
          count: z.int().min(0).max(1_000).default(3).describe("how many changes to tell"),
          since: z.string().optional().describe("the last change that was seen"),
        }),
        output: stream(z.strictObject({ id: z.string().describe("number of the change") }), {
          frame: ({ id }) => ({ id }),
          resumeField: "since",
        }),
        run: ({ count }) =>
          (async function* () {
            for (let index = 0; index < count; index += 1) yield { id: String(index) };
          })(),
      }),
      operation({
        name: "lamps.manual",
        summary: "Read the manual",
        http: "GET /lamps/manual",
        risk: "read",
        input: z.strictObject({ form: z.enum(["text", "bytes"]).default("text").describe("as text or as bytes") }),
        output: file("text/markdown", "application/pdf"),
        run: ({ form }) =>
          form === "text"
            ? { mediaType: "text/markdown", fileName: "manual.md", body: "# Lamps" }
            : { mediaType: "application/pdf", body: Buffer.from([1, 2, 3]) },
      }),
      operation({
        name: "lamps.addPicture",
        summary: "Add a picture of a lamp",
        http: "POST /lamps/{name}/picture",
        risk: "read",
        input: Named,
        upload: { mediaTypes: ["image/png"] },
        output: z.strictObject({ sizeBytes: z.int().describe("size of the picture") }),
        run: async (_input, ctx) => {
          let sizeBytes = 0;
          for await (const chunk of ctx.upload?.body ?? []) sizeBytes += (chunk as Buffer).byteLength;
          return { sizeBytes };
        },
      }),
      operation({
        name: "lamps.adopt",
        summary: "Adopt a lamp as a person",
        http: "POST /lamps/adopt",
        risk: "lasting",
        personOnly: true,
        input: Named,
        output: Lamp,
        run: ({ name }) => ({ name, isOn: false }),
      }),
      operation({
        name: "lamps.health",
        summary: "Say whether the lamps are well",
        http: "GET /lamps/health",
        risk: "read",
        open: true,
        input: z.strictObject({}),
        output: z.strictObject({ status: z.literal("healthy").describe("always well") }),
        run: () => ({ status: "healthy" as const }),
      }),
    ],
  });
}
