import type { Feature, Wing } from "./feature.ts";
import type { IntegrationClients } from "./context.ts";
import type { Integration } from "./integration.ts";
import type { SettingsKey } from "./keys.ts";
import { undoOperations, type AnyOperation } from "./operation.ts";
import { fieldsOf } from "./text-values.ts";

export interface Route {
  method: string;
  /** `/crews/run/{name}` */
  path: string;
  /** Names of the path's parameters. */
  parameters: string[];
}

export function routeOf(op: Pick<AnyOperation, "http">): Route {
  const [method = "", path = ""] = op.http.split(" ");
  return { method, path, parameters: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string) };
}

/** Does the method carry the input in the query (and path) rather than in a body? */
export function readsQuery(method: string): boolean {
  return method === "GET" || method === "DELETE";
}

/** Everything that this Hydra consists of. Made once at start; it refuses what breaks the rules of the house. */
export class Registry {
  readonly wings: readonly Wing[];
  readonly features: readonly Feature[];
  readonly integrations: readonly Integration[];
  readonly operations: ReadonlyMap<string, AnyOperation>;

  constructor(wings: readonly Wing[], integrations: readonly Integration[]) {
    this.wings = wings;
    this.features = wings.flatMap((wing) => wing.features);
    this.integrations = integrations;
    const problems = [
      ...featureProblems(this.features),
      ...settingsProblems([...integrations, ...this.features]),
      ...operationProblems(this.features, integrations),
    ];
    if (problems.length > 0) throw new Error(`the registry breaks the rules of the house:\n${problems.join("\n")}`);
    this.operations = new Map(this.features.flatMap((feature) => feature.operations.map((op) => [op.name, op])));
  }

  get settings(): SettingsKey[] {
    return [...this.integrations, ...this.features].map(({ settings }) => settings).filter((key) => key !== undefined);
  }

  featureOf(op: Pick<AnyOperation, "name">): Feature {
    const name = op.name.slice(0, op.name.indexOf("."));
    return this.features.find((feature) => feature.name === name) as Feature;
  }

  integration(name: keyof IntegrationClients): Integration | undefined {
    return this.integrations.find((integration) => integration.name === name);
  }
}

function featureProblems(features: readonly Feature[]): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  for (const { name, ownsPaths = [] } of features) {
    if (!/^[a-z][a-z0-9]*$/.test(name)) problems.push(`feature "${name}": a name is one word in lower case`);
    for (const segment of [name, ...ownsPaths]) {
      const owner = owners.get(segment);
      if (owner !== undefined) problems.push(`feature "${name}": /${segment} already belongs to "${owner}"`);
      owners.set(segment, name);
    }
  }
  for (const { name, sharesPaths = [] } of features)
    for (const segment of sharesPaths)
      if (!owners.has(segment)) problems.push(`feature "${name}": nobody owns /${segment}, which it shares`);
  return problems;
}

function settingsProblems(owners: readonly (Feature | Integration)[]): string[] {
  const problems: string[] = [];
  const taken = new Set<string>(["server"]);
  for (const { name, settings } of owners) {
    if (settings === undefined) continue;
    if (taken.has(settings.section)) problems.push(`settings "${settings.section}" of "${name}": the section already has an owner`);
    taken.add(settings.section);
    if (!settings.schema.safeParse({}).success)
      problems.push(`settings "${settings.section}" of "${name}": every setting needs a default, so that Hydra starts without a file`);
  }
  return problems;
}

function operationProblems(features: readonly Feature[], integrations: readonly Integration[]): string[] {
  const problems: string[] = [];
  const taken = new Map<string, string>();
  const claim = (key: string, name: string): void => {
    const owner = taken.get(key);
    if (owner !== undefined) problems.push(`operation "${name}": ${key} already belongs to "${owner}"`);
    taken.set(key, name);
  };
  const known = new Set(integrations.map(({ name }) => name as string));
  const names = new Set(features.flatMap((feature) => feature.operations.map((op) => op.name)));
  for (const feature of features) {
    const segments = [feature.name, ...(feature.ownsPaths ?? []), ...(feature.sharesPaths ?? [])];
    for (const op of feature.operations) {
      const say = (problem: string): void => {
        problems.push(`operation "${op.name}": ${problem}`);
      };
      if (!new RegExp(`^${feature.name}\\.[a-z][a-zA-Z]*$`).test(op.name)) say(`the name must be "${feature.name}." and a verb`);
      const route = routeOf(op);
      if (!/^(GET|POST|PUT|DELETE) \/[a-z0-9/{}A-Z_-]+$/.test(op.http)) say(`"${op.http}" is not "METHOD /path"`);
      if (!segments.includes(route.path.split("/")[1] ?? "")) say(`${route.path} must begin with one of /${segments.join(", /")}`);
      if (op.risk === "read" && (route.method === "PUT" || route.method === "DELETE")) say("a read is GET or POST");
      if (op.risk !== "read" && route.method === "GET") say("a mutation must not be GET");
      const fields = fieldsOf(op.input);
      for (const parameter of route.parameters) if (!Object.hasOwn(fields, parameter)) say(`the input has no field for {${parameter}}`);
      for (const [, field] of (op.shell ?? "").matchAll(/\{(\w+)\}/g))
        if (!Object.hasOwn(fields, field as string)) say(`the input has no field for {${field}} of its shell words`);
      if (op.risk === "undoable" && op.undo === undefined) say("an undoable operation says how it is undone, or why it is not");
      for (const name of undoOperations(op)) if (!names.has(name)) say(`its undo "${name}" does not exist`);
      for (const name of Object.keys(op.uses ?? {})) if (!known.has(name)) say(`it uses "${name}", which is no integration`);
      claim(op.name, op.name);
      claim(`${route.method} ${route.path.replaceAll(/\{\w+\}/g, "{}")}`, op.name);
      if (op.shell !== undefined) claim(`hydra ${op.shell.split(" {")[0]}`, op.name);
    }
  }
  return problems;
}
