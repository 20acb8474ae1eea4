import { z } from "zod";
import { composeServiceOf } from "../../../../integrations/docker/identity.ts";
import { operation } from "../../../../kernel/operation.ts";
import { board, type Entry } from "../board.ts";
import { ContainerName, NodeName } from "../shapes.ts";
import { configFilesOf, projectFolderOf, readConfigFile, type ConfigFile } from "./config-files.ts";
import { COMPARED, differencesOf } from "./differences.ts";
import { serviceBlockIn, type ServiceBlock } from "./service-block.ts";
import { wantedOf, type OpenEnd } from "./wanted.ts";

const Answer = z.strictObject({
  name: z.string(),
  node: z.string(),
  project: z.string().nullable(),
  service: z.string().nullable(),
  state: z.enum(["read", "unknown", "not-compose"]).describe("unknown: compose made it, and its files cannot be read from here"),
  reason: z.string().nullable().describe("why it is not read"),
  files: z
    .array(z.strictObject({ path: z.string(), problem: z.string().nullable().describe("why it tells nothing; null when it does") }))
    .describe("as compose noted them on the container, a later one overrides an earlier one"),
  blocks: z
    .array(z.strictObject({ file: z.string(), firstLine: z.int(), text: z.string() }))
    .describe("what the files say about the service, comments kept, secrets masked"),
  differences: z
    .array(
      z.strictObject({
        what: z.enum(COMPARED),
        about: z.string().nullable().describe("which port, variable, mount or network"),
        inFile: z.string().nullable().describe("null: it does not stand there"),
        running: z.string().nullable().describe("null: the container does not have it"),
      }),
    )
    .nullable()
    .describe("between the files and the running container; null when that is not known"),
  notCompared: z.array(z.string()).describe("what the comparison leaves out"),
});
type Answer = z.output<typeof Answer>;

export const compose = operation({
  name: "containers.compose",
  summary: "Show what the compose files say about a container, and what differs from how it runs",
  http: "GET /containers/compose/{name}",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ name: ContainerName, node: NodeName }),
  output: Answer,
  run: async ({ name, node }, ctx): Promise<Answer> => {
    const entry = ctx.part(board).find(name, node);
    const { facts, identity, host } = entry;
    const service = composeServiceOf(facts.labels);
    const about = { name: facts.name, node: identity.node, project: identity.project, service };
    const paths = configFilesOf(facts.labels);
    const nothing = { files: paths.map((path) => ({ path, problem: null })), blocks: [], differences: null, notCompared: [] };
    if (service === null) return { ...about, ...nothing, state: "not-compose", reason: "Compose did not make this container." };
    if (paths.length === 0) return { ...about, ...nothing, state: "unknown", reason: "Compose did not note which files it was made from." };
    if (!host.isLocal)
      return {
        ...about,
        ...nothing,
        state: "unknown",
        reason: `The files are on ${identity.node}: Hydra reads only those of its own machine.`,
      };
    const files = await Promise.all(paths.map(readConfigFile));
    return {
      ...about,
      ...told(
        files.map((file) => readBlock(file, service)),
        entry,
      ),
    };
  },
});

interface ReadBlock {
  path: string;
  /** Null when the file tells nothing; then `problem` says why. */
  block: ServiceBlock | null;
  problem: string | null;
  isRead: boolean;
}

function readBlock({ path, text, problem }: ConfigFile, service: string): ReadBlock {
  if (text === null) return { path, block: null, problem, isRead: false };
  const found = serviceBlockIn(text, service);
  return "block" in found ? { path, block: found.block, problem: null, isRead: true } : { path, block: null, isRead: true, ...found };
}

function told(read: readonly ReadBlock[], { facts, identity }: Entry): Omit<Answer, "name" | "node" | "project" | "service"> {
  const files = read.map(({ path, problem }) => ({ path, problem }));
  const blocks = read.flatMap(({ path, block }) => (block === null ? [] : [{ file: path, firstLine: block.firstLine, text: block.text }]));
  const unread = read.find(({ isRead }) => !isRead);
  const unknown = (reason: string) => ({ state: "unknown" as const, reason, files, blocks, differences: null, notCompared: [] });
  // One that is not read may override what the others say.
  if (unread !== undefined) return unknown(`${unread.path}: ${unread.problem ?? "It cannot be read."}`);
  if (blocks.length === 0) return unknown("None of its files has this service any more.");
  const wanted = wantedOf(
    read.flatMap(({ block }) => block ?? []),
    { project: identity.project, folder: projectFolderOf(facts.labels) },
  );
  return {
    state: "read",
    reason: null,
    files,
    blocks,
    differences: differencesOf(wanted, facts),
    notCompared: ["Values of variables: Hydra never reads them.", ...wanted.openEnds.map((end) => OPEN_ENDS[end])],
  };
}

const OPEN_ENDS: Readonly<Record<OpenEnd, string>> = {
  ports: "Ports that a variable decides.",
  mounts: "Further mounts: the file takes some from elsewhere.",
  environment: "Names of variables that stand in an env_file.",
  everything: "What it takes from other services or files.",
};
