import { useState } from "react";
import { ask } from "../api/ask.ts";
import { copyText } from "../parts/copy-text.ts";
import { Icon } from "../parts/icon.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { words } from "../text/incidents.ts";

/** The story as Markdown into the clipboard; where the browser forbids that, to be copied by hand. */
export function CopyMarkdown({ id }: { id: string }) {
  const [state, setState] = useState<"ready" | "copied" | "failed">("ready");
  const [byHand, setByHand] = useState<string | null>(null);
  const work = async (): Promise<void> => {
    try {
      const text = await (await ask("GET /incidents/{id}/markdown", { id }, { accept: "text/markdown" })).text();
      if (await copyText(text)) setState("copied");
      else setByHand(text);
    } catch {
      setState("failed");
    }
  };
  return (
    <>
      <span className="flex items-center gap-2">
        <button
          type="button"
          onClick={() => void work()}
          className="flex cursor-pointer items-center gap-1.5 rounded-lg border border-line bg-card px-2.5 py-1 text-sm hover:border-soft pointer-coarse:py-2.5"
        >
          <Icon name="copy" className="size-4" />
          {words.markdown}
        </button>
        <span role="status" className={`text-sm ${state === "failed" ? "text-unwell" : "text-soft"}`}>
          {state === "copied" ? words.copied : state === "failed" ? words.copyFailed : ""}
        </span>
      </span>
      {byHand === null ? null : (
        <Sheet title={words.markdown} onClose={() => setByHand(null)}>
          <p className="text-sm text-soft">{words.copyByHand}</p>
          <textarea
            readOnly
            rows={14}
            value={byHand}
            aria-label={words.markdown}
            ref={(area) => area?.select()}
            className="w-full rounded-lg border border-line bg-paper p-2 font-mono text-xs"
          />
        </Sheet>
      )}
    </>
  );
}
