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
    const text = toText(value ?? "");
    // A dot segment cannot be sent as part of a path: whatever its spelling, it is folded away before it arrives.
    if (/^\.{0,2}$/.test(text)) throw new HydraError("invalid_input", `${name} must not be ${text === "" ? "empty" : `"${text}"`}.`);
    return encodeURIComponent(text.toWellFormed());
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
