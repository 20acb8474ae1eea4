import { useState } from "react";
import { copyText } from "../parts/copy-text.ts";
import { words } from "../text/setup.ts";

/** Puts a text where it can be pasted from; where the browser does not allow it, the text can still be marked by hand. */
export function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  if (!("clipboard" in navigator)) return null;
  return (
    <button
      type="button"
      onClick={() => void copyText(text).then(setCopied)}
      className="shrink-0 cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft pointer-coarse:py-2.5"
    >
      {isCopied ? words.access.copied : words.access.copy}
    </button>
  );
}
