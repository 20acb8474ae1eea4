import { createElement, use, type ComponentType, type FunctionComponent } from "react";

/** The way to Hydra breaks for a moment (another network, Hydra starting anew): asked again after each of these. */
const AGAIN_AFTER_MS = [200, 1_000, 3_000];

/** So long a failure stands: whoever shows it now gets to say so. */
const FORGOTTEN_MS = 500;

/** A component whose code comes when it is first shown, or before. */
export interface Fetched<Props extends object> extends FunctionComponent<Props> {
  /** Fetch its code now: shown after that, it stands there at once. */
  fetch: () => Promise<void>;
}

/** A component whose code is fetched when it is first shown. It stands in a `StandsAlone`: fetching may fail for good. */
export function fetched<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Fetched<Props> {
  let code: ComponentType<Props> | null = null;
  let coming: Promise<void> | null = null;
  const come = async (): Promise<void> => {
    try {
      code = (await patiently(load)).default;
    } catch (error) {
      // What is drawn now shows that it failed; what is drawn later asks anew.
      window.setTimeout(() => (coming = null), FORGOTTEN_MS);
      throw error;
    }
  };
  const fetchCode = (): Promise<void> => (coming ??= come());
  const Shown = (props: Props) => {
    if (code === null) use(fetchCode());
    return code === null ? null : createElement(code, props);
  };
  return Object.assign(Shown, { fetch: fetchCode });
}

async function patiently<Code>(load: () => Promise<Code>): Promise<Code> {
  for (const pauseMs of AGAIN_AFTER_MS) {
    try {
      return await load();
    } catch {
      if (await isOutdated()) return loadAnew();
      await new Promise((resolve) => window.setTimeout(resolve, pauseMs));
    }
  }
  return load();
}

/** Does Hydra serve another build by now? The code of this one is gone from there. False when it does not answer. */
export async function isOutdated(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src;
  if (own === undefined) return false;
  try {
    const answer = await fetch("/", { cache: "no-cache" });
    return answer.ok && !(await answer.text()).includes(new URL(own).pathname);
  } catch {
    return false;
  }
}

/** The page as Hydra serves it now. What stands behind the `#` stays. */
export function loadAnew(): Promise<never> {
  window.location.reload();
  return new Promise(() => {});
}
