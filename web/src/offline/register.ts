/** The page's own files are kept, so that it opens on a phone and says that Hydra does not answer. Only where the browser trusts the way here. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !window.isSecureContext || !("serviceWorker" in navigator)) return;
  // A browser that was told to go on past a certificate's warning refuses: the page works without it.
  navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
}
