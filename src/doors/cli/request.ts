import { HydraError } from "../../kernel/errors.ts";
import type { AnyOperation } from "../../kernel/operation.ts";
import { readsQuery, routeOf } from "../../kernel/registry.ts";

/** A call as HTTP carries it. */
export interface HttpCall {
  method: string;
  /** With query. */
  path: string;
  /** JSON; null when everything stands in the path and query. */
  body: string | null;
}

/** Lay a call's input out over path, query and body. With an upload the body is the file, so the rest goes to the query. */
export function toHttpCall(op: AnyOperation, values: Readonly<Record<string, unknown>>): HttpCall {
  const route = routeOf(op);
  const rest = { ...values };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = rest[name];
    delete rest[name];
    if (value === undefined || value === null || value === "") throw new HydraError("invalid_input", `${name} must not be empty.`);
    // A dot segment would be folded into another path on its way.
    return encodeURIComponent(toText(value)).replace(/^\.{1,2}$/, (dots) => dots.replaceAll(".", "%2E"));
  });
  if (!readsQuery(route.method) && op.upload === undefined) return { method: route.method, path, body: JSON.stringify(rest) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, toText(item));
  }
  return { method: route.method, path: query.size === 0 ? path : `${path}?${query}`, body: null };
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
