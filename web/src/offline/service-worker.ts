import { assetsIn, keptAs } from "./kept.ts";

/** As much of a worker's world as is used here: its types and those of a page cannot be had together. */
interface WorkerScope {
  addEventListener(type: "install" | "activate", listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(
    type: "fetch",
    listener: (event: { request: Request; respondWith(answer: Promise<Response>): void; waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}
const worker = globalThis as unknown as WorkerScope;

const STORE = "hydra-shell";
/** A phone away from home must not wait for a connection that never comes. */
const PATIENCE_MS = 5_000;

worker.addEventListener("install", (event) => event.waitUntil(fetchShell().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const kept = keptAs(event.request, worker.location.origin);
  // Whatever Hydra says goes past here untouched: it is asked each time, and kept nowhere.
  if (kept === null) return;
  event.respondWith(kept === "asset" ? asset(event.request) : shell());
});

/** What Hydra serves now counts: a new build shows with the next load. Only without it, what is kept. */
async function shell(): Promise<Response> {
  try {
    return await fetchShell();
  } catch {
    return (await (await caches.open(STORE)).match("/")) ?? Response.error();
  }
}

async function fetchShell(): Promise<Response> {
  const answer = await fetch("/", { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) return answer;
  const html = await answer.clone().text();
  const store = await caches.open(STORE);
  const known = await store.match("/");
  if (known === undefined || (await known.text()) !== html) await keepShell(store, html, answer.clone());
  return answer;
}

/** Another build: what belonged to the one before goes. */
async function keepShell(store: Cache, html: string, answer: Response): Promise<void> {
  await store.addAll(assetsIn(html));
  const wanted = new Set(assetsIn(html));
  for (const { url } of await store.keys()) if (!wanted.has(new URL(url).pathname)) await store.delete(url);
  await store.put("/", answer);
}

/** Names under assets/ carry a hash of their content: what is kept is right. */
async function asset(request: Request): Promise<Response> {
  const store = await caches.open(STORE);
  const isHashed = new URL(request.url).pathname.startsWith("/assets/");
  const known = await store.match(request);
  if (known !== undefined && isHashed) return known;
  try {
    const answer = await fetch(request);
    if (answer.ok) await store.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (known !== undefined) return known;
    throw error;
  }
}
