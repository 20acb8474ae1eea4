/** Where the key lies. The browser keeps this store apart for each origin, ports included, as it does not with cookies. */
const KEPT_AS = "hydra.page-key";

/** Tells Hydra that its own page asks: the second secret of a session, beside the cookie. */
const HEADER = "x-hydra-page";

/** The key in the fragment of an address, `#key=…` with 256 bits of base64url; null when it holds none. */
export function pageKeyIn(fragment: string): string | null {
  return /^#key=([\w-]{43})$/.exec(fragment)?.[1] ?? null;
}

/** Null in a browser that forbids stores: it forbids the cookie as well, so nobody is signed in there. */
function store(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** What a request of the page carries; null when this browser was never signed in. */
export function pageKeyHeaders(): Record<string, string> | null {
  const key = store()?.getItem(KEPT_AS) ?? null;
  return key === null ? null : { [HEADER]: key };
}

/** Take the key that a login left in the address, so that it is neither seen nor copied from there. */
export async function takePageKey(): Promise<void> {
  const offered = pageKeyIn(window.location.hash);
  if (offered === null) return;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  // Any site may link here with a key of its own making: that must not sign anybody out.
  if (pageKeyHeaders() === null || (await isKnown(offered))) store()?.setItem(KEPT_AS, offered);
}

/** A Hydra that does not answer has refused nothing. */
function isKnown(key: string): Promise<boolean> {
  return fetch("/overview", { headers: { [HEADER]: key } }).then(
    ({ status }) => status !== 401,
    () => true,
  );
}
