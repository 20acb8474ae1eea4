/** One call as it goes over the line. */
export interface PageRequest {
  method: string;
  /** With its query. */
  path: string;
  /** Null where a request has none: its input stands in the path and the query. */
  body: string | null;
}

/**
 * Put an input where its operation reads it: into the path, and the rest into the query (GET, DELETE) or the body.
 *
 * @param route `METHOD /path/{parameter}`
 */
export function requestOf(route: string, input: Readonly<Record<string, unknown>>): PageRequest {
  const [method = "", template = ""] = route.split(" ");
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(asText(value));
  });
  if (method !== "GET" && method !== "DELETE") return { method, path, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams();
  for (const [name, value] of rest) for (const each of Array.isArray(value) ? value : [value]) query.append(name, asText(each));
  const asked = query.toString();
  return { method, path: asked === "" ? path : `${path}?${asked}`, body: null };
}

function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
