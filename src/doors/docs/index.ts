import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where each file of the page comes from: ours lie beside this one, the rest is swagger-ui as npm delivers it. */
const FILES: Readonly<Record<string, { from: "here" | "swagger-ui"; name: string; mediaType: string }>> = {
  "/docs": { from: "here", name: "docs.html", mediaType: "text/html; charset=utf-8" },
  "/docs/start.js": { from: "here", name: "start.js", mediaType: "text/javascript; charset=utf-8" },
  "/docs/docs.css": { from: "here", name: "docs.css", mediaType: "text/css; charset=utf-8" },
  "/docs/swagger-ui-bundle.js": { from: "swagger-ui", name: "swagger-ui-bundle.js", mediaType: "text/javascript; charset=utf-8" },
  "/docs/swagger-ui.css": { from: "swagger-ui", name: "swagger-ui.css", mediaType: "text/css; charset=utf-8" },
  "/docs/favicon.png": { from: "swagger-ui", name: "favicon-32x32.png", mediaType: "image/png" },
};

/** Nothing but what Hydra serves itself: no inline script, no other host, no frame around it. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * The page that documents the API, or undefined for any other path. Its files are read when somebody looks, and not held:
 * the bundle is large and seldom wanted; the browser keeps it for an hour.
 */
export function docsAnswer(path: string): Response | undefined {
  const file = FILES[path === "/docs/" ? "/docs" : path];
  if (file === undefined) return undefined;
  const folder = file.from === "here" ? import.meta.dirname : swaggerFolder();
  const caching = file.from === "here" ? "no-cache" : "private, max-age=3600";
  return new Response(new Uint8Array(readFileSync(join(folder, file.name))), {
    headers: { ...HEADERS, "content-type": file.mediaType, "cache-control": caching },
  });
}

function swaggerFolder(): string {
  return fileURLToPath(new URL(".", import.meta.resolve("swagger-ui-dist/package.json")));
}
