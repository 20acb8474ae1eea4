type Json = Readonly<Record<string, unknown>>;

interface OperationObject {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; description?: string }[];
  responses: Record<string, Json>;
}

/** What is structurally wrong with an OpenAPI document, in words; nothing when it holds together. */
export function faultsOf(document: Json): string[] {
  const paths = document["paths"] as Record<string, Record<string, OperationObject>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.values(methods).map((op) => ({ path, op })));
  const references = referencesIn(document);
  const lost = [...references]
    .filter((reference) => lookUp(document, reference) === undefined)
    .map((reference) => `${reference} leads nowhere`);
  return [
    ...lost,
    ...unusedIn(document, references),
    ...repeatedNames(operations.map(({ op }) => op)),
    ...operations.flatMap(({ path, op }) => operationFaults(document, path, op)),
  ];
}

function operationFaults(document: Json, path: string, op: OperationObject): string[] {
  const faults: string[] = [];
  const described = (op.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => name);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
  for (const name of inPath) if (!described.includes(name)) faults.push(`${op.operationId}: {${name}} of its path is not described`);
  for (const name of described) if (!inPath.includes(name)) faults.push(`${op.operationId}: its path has no {${name}}`);
  for (const { name, description } of op.parameters ?? [])
    if (description === undefined) faults.push(`${op.operationId}: "${name}" has no description`);
  if (op.summary === undefined || op.summary === "") faults.push(`${op.operationId}: has no summary`);
  if (!Object.keys(op.responses).some((status) => status.startsWith("4"))) faults.push(`${op.operationId}: names no way to fail`);
  const tags = (document["tags"] as { name: string }[]).map(({ name }) => name);
  for (const tag of op.tags ?? []) if (!tags.includes(tag)) faults.push(`${op.operationId}: the tag "${tag}" is not described`);
  return faults;
}

function repeatedNames(operations: readonly OperationObject[]): string[] {
  const counts = new Map<string, number>();
  for (const { operationId } of operations) counts.set(operationId, (counts.get(operationId) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name}: the operationId is used ${count} times`);
}

function unusedIn(document: Json, references: ReadonlySet<string>): string[] {
  const { schemas, responses } = document["components"] as { schemas: Json; responses: Json };
  const defined = [
    ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
    ...Object.keys(responses).map((name) => `#/components/responses/${name}`),
  ];
  return defined.filter((name) => !references.has(name)).map((name) => `${name} is used nowhere`);
}

function referencesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "$ref" && typeof inner === "string") found.add(inner);
    else referencesIn(inner, found);
  }
  return found;
}

function lookUp(document: Json, reference: string): unknown {
  return reference
    .slice("#/".length)
    .split("/")
    .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);
}
