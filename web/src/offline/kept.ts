/** What of the page is kept for when Hydra does not answer: its own files, and nothing that the API says. */
export type Kept = "shell" | "asset" | null;

const SHELLS: ReadonlySet<string> = new Set(["/", "/display"]);
const ASSETS: ReadonlySet<string> = new Set([
  "/icon.svg",
  "/icon-192.png",
  "/icon-512.png",
  "/icon-maskable.png",
  "/icon-touch.png",
  "/manifest.webmanifest",
]);

/** What a request asks for. @param origin the page's own */
export function keptAs({ method, mode, url }: Pick<Request, "method" | "mode" | "url">, origin: string): Kept {
  const { origin: asked, pathname, search } = new URL(url);
  if (method !== "GET" || asked !== origin || search !== "") return null;
  if (mode === "navigate") return SHELLS.has(pathname) ? "shell" : null;
  return pathname.startsWith("/assets/") || ASSETS.has(pathname) ? "asset" : null;
}

/** The files that the shell names, so that it stands without a network. */
export function assetsIn(html: string): string[] {
  return [...new Set([...html.matchAll(/(?:src|href)="(\/[^"?#]+)"/g)].map(([, path = ""]) => path))].filter(
    (path) => path.startsWith("/assets/") || ASSETS.has(path),
  );
}
