import { z } from "zod";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { VERDICTS } from "../verdicts/events.ts";
import { board } from "./board.ts";
import { LINK_REASONS, reach, type Graph, type GraphNode } from "./graph.ts";

const NodeShape = z.strictObject({
  key: z.string(),
  name: z.string(),
  node: z.string(),
  project: z.string().nullable(),
  service: z.string().nullable(),
  role: z.string().nullable().describe("what it is to the others, as far as its image tells: database, dns, proxy, ..."),
  verdict: z.enum(VERDICTS),
  isProtected: z.boolean(),
  protectedBecause: z.string().nullable(),
  dependents: z.int().describe("how many need it themselves"),
});

const LinkShape = z.strictObject({
  from: z.string(),
  to: z.string(),
  because: z.enum(LINK_REASONS),
  since: z.iso.datetime().nullable().describe("when the connection was first seen; null for what is declared"),
});

export const graph = operation({
  name: "dependencies.graph",
  summary: "Show which container needs which, how that is known, and who is protected",
  http: "GET /dependencies",
  risk: "read",
  permission: "containers.read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    nodes: z.array(NodeShape).readonly(),
    links: z.array(LinkShape).readonly().describe("`from` needs `to`; both are keys of nodes"),
  }),
  run: (_input, ctx) => ctx.part(board).graph(ctx),
});

const ReachedShape = z.strictObject({
  name: z.string(),
  node: z.string(),
  verdict: z.enum(VERDICTS),
  because: z.enum(LINK_REASONS),
  over: z.string().nullable().describe("the container between, where it is not linked straight"),
  steps: z.int().describe("1: linked straight"),
  since: z.iso.datetime().nullable(),
  key: z.string(),
});

export const of = operation({
  name: "dependencies.of",
  summary: "Show what a container needs and what needs it",
  http: "GET /dependencies/of/{name}",
  shell: "depends {name}",
  risk: "read",
  rarelyAsked: true,
  permission: "containers.read",
  say: ["what needs {name}", "what does {name} need"],
  input: z.strictObject({
    name: z.string().min(1).describe("container name, service or key"),
    node: z.string().min(1).optional().describe("its node, where the name is not unique"),
  }),
  output: z.strictObject({ container: NodeShape, needs: z.array(ReachedShape), neededBy: z.array(ReachedShape) }),
  run: async ({ name, node }, ctx) => {
    const whole = await ctx.part(board).graph(ctx);
    const container = find(whole, name, node);
    const byKey = new Map(whole.nodes.map((each) => [each.key, each]));
    const reached = (direction: "needs" | "neededBy"): z.output<typeof ReachedShape>[] =>
      reach(whole, container.key, direction).flatMap(({ key, over, steps }) => {
        const other = byKey.get(key);
        if (other === undefined) return [];
        const between = byKey.get(direction === "needs" ? over.from : over.to)?.name ?? null;
        const { because, since } = over;
        const { name: otherName, node: otherNode, verdict } = other;
        return [{ name: otherName, node: otherNode, verdict, because, over: steps === 1 ? null : between, steps, since, key }];
      });
    return { container, needs: reached("needs"), neededBy: reached("neededBy") };
  },
});

/** @throws HydraError not_found, or conflict when several bear the name */
function find({ nodes }: Graph, name: string, node: string | undefined): GraphNode {
  const here = nodes.filter((each) => node === undefined || each.node === node);
  const byName = here.filter((each) => each.name === name || each.key === name);
  const found = byName.length > 0 ? byName : here.filter((each) => each.service === name);
  const [container, another] = found;
  if (container === undefined) {
    const names = here.map((each) => each.name);
    throw new HydraError(
      "not_found",
      `There is no container "${name}"${node === undefined ? "" : ` on ${node}`}.${didYouMean(name, names)}`,
    );
  }
  if (another !== undefined)
    throw new HydraError(
      "conflict",
      `"${name}" is ${found.map((each) => `${each.name} on ${each.node}`).join(" and ")}: say which, with node.`,
    );
  return container;
}
