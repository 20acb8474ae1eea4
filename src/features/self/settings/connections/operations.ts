import { z } from "zod";
import { operation } from "../../../../kernel/operation.ts";
import type { IntegrationState } from "../../../../kernel/services.ts";
import { serverSettings } from "../../../../kernel/config.ts";
import { findPrograms } from "./found.ts";

const Connection = z.strictObject({
  name: z.string(),
  about: z.string(),
  status: z.enum(["well", "unwell", "not-configured", "unknown"]),
  detail: z.string().describe("what a look at it just now said"),
  hint: z.string().describe("which setting connects it"),
  section: z.string().describe("of hydra.yaml"),
  settings: z.array(z.strictObject({ name: z.string(), about: z.string() })),
});

/** One that answers with trouble is unwell: somebody should look. */
const FROM_PROBE = { well: "well", degraded: "unwell", unwell: "unwell", unknown: "unknown" } as const;

function statusOf({ isConfigured, probe }: IntegrationState): Pick<z.output<typeof Connection>, "status" | "detail"> {
  if (!isConfigured) return { status: "not-configured", detail: "Not connected." };
  return probe === null ? { status: "unknown", detail: "Not looked at yet." } : { status: FROM_PROBE[probe.status], detail: probe.detail };
}

export const integrations = operation({
  name: "settings.integrations",
  summary: "List whom Hydra can be connected with, how each connection is, and which settings it has",
  http: "GET /settings/integrations",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({ integrations: z.array(Connection) }),
  run: async (_input, ctx) => {
    const { registry } = ctx.kernel;
    const states = new Map((await ctx.kernel.integrationStates()).map((state) => [state.name, state]));
    return {
      integrations: registry.integrations.flatMap(({ name, about, settings }) => {
        const state = states.get(name);
        if (state === undefined) return [];
        const fields = Object.entries(z.toJSONSchema(settings.schema, { io: "input", unrepresentable: "any" }).properties ?? {});
        return [
          {
            name,
            about,
            ...statusOf(state),
            hint: state.hint,
            section: settings.section,
            settings: fields.map(([field, schema]) => ({
              name: field,
              about: typeof schema === "object" ? (schema.description ?? "") : "",
            })),
          },
        ];
      }),
    };
  },
});

export const discover = operation({
  name: "settings.discover",
  summary: "Find programs among the containers that Hydra could be connected with, and the settings that would do it",
  http: "GET /settings/discover",
  risk: "read",
  permission: "containers.read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    found: z.array(
      z.strictObject({
        program: z.string(),
        container: z.string(),
        node: z.string(),
        image: z.string(),
        address: z.string().nullable().describe("where Hydra would reach it; null: it publishes no port"),
        state: z
          .enum(["new", "connected", "unreachable", "unused"])
          .describe("unused: Hydra knows the program and cannot be connected with it yet"),
        addition: z.string().nullable().describe("the piece of hydra.yaml that connects it, for settings.check; null unless it is new"),
      }),
    ),
  }),
  whenEmpty: "No program was found that Hydra could be connected with.",
  run: (_input, ctx) => {
    const { registry, config } = ctx.kernel;
    const settings = [serverSettings, ...registry.settings].map((key) => config.get(key));
    const grounds = (ctx.integration("docker")?.hosts ?? []).map(({ name, address, containers }) => ({
      name,
      address,
      containers: containers.values(),
    }));
    return { found: findPrograms(grounds, settings) };
  },
});
