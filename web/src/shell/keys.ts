import { useEffect } from "react";
import { navigate } from "wouter/use-hash-location";
import { pages } from "./pages.ts";

/** How long after `g` the second key counts. */
const SEQUENCE_MS = 1_500;

/** Whoever types into a field means the field. */
function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** The keys that work on every page: `g` and a letter goes somewhere, `/` searches, `?` shows them all. */
export function useKeys(openHelp: () => void): void {
  useEffect(() => {
    let goesUntil = 0;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (performance.now() < goesUntil) {
        goesUntil = 0;
        const page = pages.find(({ key }) => key === event.key);
        if (page !== undefined) navigate(page.path);
      } else if (event.key === "g") goesUntil = performance.now() + SEQUENCE_MS;
      else if (event.key === "?") openHelp();
      else if (event.key === "/") document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [openHelp]);
}
