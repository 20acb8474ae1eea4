import { z } from "zod";
import { operation } from "../../../../kernel/operation.ts";
import { board } from "../board.ts";
import { ContainerName, NodeName } from "../shapes.ts";
import { identityRecord } from "../store.ts";
import { composePinOf } from "./compose-pin.ts";
import { sharersOf } from "./recreate.ts";

const Mount = z.strictObject({ kind: z.string(), source: z.string(), target: z.string() });

/** Lives only as long as its container runs; nothing in it outlives a recreation anyway. */
const PASSING_KINDS = new Set(["tmpfs"]);

export const preview = operation({
  name: "containers.preview",
  summary: "Show what recreating a container from another image would change, before anybody does it",
  http: "GET /containers/preview/{name}",
  risk: "read",
  rarelyAsked: true,
  uses: { docker: "required" },
  input: z.strictObject({
    name: ContainerName,
    node: NodeName,
    imageId: z.string().min(1).optional().describe("default: the image it had before this one"),
  }),
  output: z.strictObject({
    name: z.string(),
    imageId: z.string().nullable().describe("the image that is compared with; null: none was said and no earlier one is known"),
    previousImageId: z.string().nullable(),
    imageChangedAt: z.iso
      .datetime()
      .nullable()
      .describe("when Hydra first saw it with the image that it has now, if it had another before"),
    isImageHere: z.boolean().nullable(),
    diff: z.array(z.string()).nullable().describe("null: the image is not here"),
    writableVolumes: z
      .array(Mount)
      .describe("what a newer version may have changed for good: never go back by yourself where there is one"),
    followers: z.array(z.string()).describe("containers that share its network and would be made anew too"),
    composePin: z
      .strictObject({ service: z.string(), files: z.array(z.string()), before: z.string(), after: z.string().nullable() })
      .nullable()
      .describe("what a person may write into the compose file; only a proposal"),
  }),
  run: async ({ name, node, imageId }, ctx) => {
    const { host, facts, identity } = ctx.part(board).find(name, node);
    const record = await identityRecord(ctx, identity.key);
    const wanted = imageId ?? record?.previousImageId ?? null;
    const isImageHere = wanted === null ? null : await host.hasImage(wanted);
    const comparison = wanted !== null && isImageHere === true ? await host.compareWithImage(facts.id, wanted) : null;
    return {
      name: facts.name,
      imageId: wanted,
      previousImageId: record?.previousImageId ?? null,
      imageChangedAt: record?.imageChangedAt == null ? null : new Date(record.imageChangedAt).toISOString(),
      isImageHere,
      diff: comparison?.diff ?? null,
      writableVolumes: facts.mounts
        .filter(({ kind, isWritable }) => isWritable && !PASSING_KINDS.has(kind))
        .map(({ kind, source, target }) => ({ kind, source, target })),
      followers: sharersOf(ctx.part(board), facts.id).map((follower) => follower.name),
      composePin: composePinOf(facts, comparison?.pinned ?? null),
    };
  },
});

/** What the kernel's letters mean for somebody who waits for an answer. */
const MEANINGS: Readonly<Record<string, string>> = {
  R: "it runs",
  S: "it sleeps until something happens",
  D: "it waits for a device or a network disk and cannot be interrupted",
  T: "it was stopped by a signal and hangs until somebody continues it",
  t: "a debugger holds it",
  Z: "it is dead, and nobody has taken notice",
};

export const mainProcess = operation({
  name: "containers.process",
  summary: "Show how the first process of a container stands: running, sleeping, stopped by a signal",
  http: "GET /containers/process/{name}",
  risk: "read",
  rarelyAsked: true,
  uses: { docker: "required" },
  input: z.strictObject({ name: ContainerName, node: NodeName }),
  output: z.strictObject({
    name: z.string(),
    state: z.string().nullable().describe("the kernel's letter (R, S, D, T, Z); null: it does not run, or cannot be seen"),
    detail: z.string().nullable(),
  }),
  run: async ({ name, node }, ctx) => {
    const { host, facts } = ctx.part(board).find(name, node);
    const state = await host.mainProcess(facts.id);
    return { name: facts.name, state, detail: state === null ? null : (MEANINGS[state] ?? null) };
  },
});
