/** Chromium as a test wants it: works as root and without a graphics card, and asks nobody but the page's own server. */
export const BROWSER_FLAGS: string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
