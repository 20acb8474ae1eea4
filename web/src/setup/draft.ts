/** Where what was written on hydra.yaml waits while somebody looks elsewhere: for this tab, until it is closed. */
const KEPT_AS = "hydra.settings-draft";

/** What was written, and the state of the file that it was written on. */
export interface Draft {
  text: string;
  base: { text: string; digest: string };
}

export function keptDraft(): Draft | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEPT_AS) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

/** @param draft null: there is nothing to keep */
export function keepDraft(draft: Draft | null): void {
  try {
    if (draft === null) window.sessionStorage.removeItem(KEPT_AS);
    else window.sessionStorage.setItem(KEPT_AS, JSON.stringify(draft));
  } catch {
    // A browser that forbids stores: then it is gone with the page, as anywhere else.
  }
}
