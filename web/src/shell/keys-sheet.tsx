import { Sheet } from "../parts/sheet.tsx";
import { text } from "../text/common.ts";
import { pages } from "./pages.ts";

/** Every key, for whoever pressed `?`. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const rows: [string, string][] = [...pages.map(({ key, title }): [string, string] => [`g ${key}`, title]), ...text.keys];
  return (
    <Sheet title={text.keysTitle} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {rows.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd key={key} className="rounded border border-line bg-paper px-1.5 font-mono text-xs leading-5">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
