import { useState } from "react";
import type { InputOf } from "../api/operations.ts";
import { words } from "../text/happened.ts";
import { csvOf } from "./csv.ts";
import { readAll } from "./use-audit.ts";

/** What the filter lets through, as a file: read page by page and put together here. */
export function ExportButtons({ filter }: { filter: InputOf<"GET /audit"> }) {
  const [said, setSaid] = useState<string | null>(null);
  const save = async (kind: "json" | "csv"): Promise<void> => {
    setSaid(words.export.under(0));
    try {
      const entries = await readAll(filter, (count) => setSaid(words.export.under(count)));
      const text = kind === "csv" ? csvOf(entries) : `${JSON.stringify({ entries }, null, 2)}\n`;
      download(`hydra-audit.${kind}`, new Blob([text], { type: kind === "csv" ? "text/csv" : "application/json" }));
      setSaid(null);
    } catch {
      setSaid(words.export.failed);
    }
  };
  return (
    <p className="flex items-center gap-2 text-xs text-soft">
      <span role="status">{said}</span>
      {words.export.title}
      {(["json", "csv"] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          onClick={() => void save(kind)}
          aria-label={`${words.export.title} ${words.export[kind]}`}
          className="cursor-pointer rounded-lg border border-line bg-card px-2.5 py-1 font-medium text-ink hover:border-soft pointer-coarse:min-h-11"
        >
          {words.export[kind]}
        </button>
      ))}
    </p>
  );
}

function download(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
