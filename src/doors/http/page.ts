import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { PAGE_HEADERS } from "./guard.ts";

const MEDIA_TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

interface Asset {
  plain: Uint8Array<ArrayBuffer>;
  compressed: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** The built page, read and compressed once: a few files that never change while Hydra runs. */
export class Page {
  readonly #assets = new Map<string, Asset>();

  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).replaceAll("\\", "/")}`;
      const mediaType = MEDIA_TYPES[extname(file)] ?? "application/octet-stream";
      // Names under assets/ carry a hash of their content.
      const caching = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
      const plain = new Uint8Array(readFileSync(file));
      this.#assets.set(path, {
        plain,
        compressed: new Uint8Array(gzipSync(plain, { level: 9 })),
        headers: { ...PAGE_HEADERS, "content-type": mediaType, "cache-control": caching, vary: "accept-encoding" },
      });
    }
  }

  /** The file at a path, or undefined. */
  serve(path: string, request: Request): Response | undefined {
    const asset = this.#assets.get(path);
    if (asset === undefined) return undefined;
    if (!acceptsGzip(request)) return new Response(asset.plain, { status: 200, headers: asset.headers });
    return new Response(asset.compressed, { status: 200, headers: { ...asset.headers, "content-encoding": "gzip" } });
  }

  /** The shell of the page, for each address that a person can stand on. */
  shell(request: Request): Response {
    const notBuilt = "The page was not built. Start Hydra with ./hydra up, or run: npm run build:page\n";
    return (
      this.serve("/index.html", request) ??
      new Response(notBuilt, { status: 503, headers: { ...PAGE_HEADERS, "content-type": "text/plain; charset=utf-8" } })
    );
  }
}

function acceptsGzip(request: Request): boolean {
  return (request.headers.get("accept-encoding") ?? "").split(",").some((part) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part));
}

/** What a browser sees whose one-time link was used up. */
export function staleLinkAnswer(): Response {
  const text = "This link was already used or is older than 15 minutes.\n\nA new one: ./hydra link\n";
  return new Response(text, { status: 401, headers: { ...PAGE_HEADERS, "content-type": "text/plain; charset=utf-8" } });
}
