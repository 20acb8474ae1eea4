import { useState } from "react";
import { copyText } from "../parts/copy-text.ts";
import { Icon } from "../parts/icon.tsx";
import { words } from "../text/operations.ts";
import type { CataloguedOperation } from "./catalogue.ts";
import { curlLine, shellLine } from "./lines.ts";

/** The same call from a terminal, as it stands in the form now. */
export function CallLines({ op, input }: { op: CataloguedOperation; input: Readonly<Record<string, unknown>> }) {
  return (
    <section className="min-w-0 space-y-2">
      <h3 className="text-sm font-medium text-soft">{words.lines}</h3>
      <CopyLine title={words.shell} line={shellLine(op, input)} />
      <CopyLine title={words.curl} line={curlLine(op, input, window.location.origin)} />
    </section>
  );
}

function CopyLine({ title, line }: { title: string; line: string }) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => setSaid((await copyText(line)) ? words.copied : words.notCopied);
  return (
    <div>
      <div className="flex min-w-0 items-start gap-1 rounded-lg border border-line bg-paper py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 py-1 font-mono text-xs wrap-anywhere select-all">
          <bdi>{line}</bdi>
        </code>
        <button
          type="button"
          aria-label={words.copy(title)}
          onClick={() => void copy()}
          className="shrink-0 cursor-pointer rounded p-1.5 text-soft hover:text-ink pointer-coarse:p-3"
        >
          <Icon name="copy" className="size-4" />
        </button>
      </div>
      <p role="status" className="text-xs text-soft">
        {said}
      </p>
    </div>
  );
}
