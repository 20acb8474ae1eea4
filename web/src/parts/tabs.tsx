import { useEffect, useRef } from "react";
import { Link } from "wouter";

export interface Tab {
  to: string;
  title: string;
  isOpen: boolean;
}

/** The parts of one page, each with an address of its own. What does not fit scrolls, and the open one is in sight. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const row = useRef<HTMLElement>(null);
  const open = tabs.find(({ isOpen }) => isOpen)?.to;
  useEffect(() => {
    if (open === undefined) return;
    const link = row.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (link != null) row.current?.scrollTo({ left: link.offsetLeft - 80 });
  }, [open]);
  return (
    <nav ref={row} aria-label={label} className="relative -mx-4 mb-5 flex overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      {tabs.map(({ to, title, isOpen }) => (
        <Link
          key={to}
          href={to}
          aria-current={isOpen ? "page" : undefined}
          className="-mb-px flex items-center border-b-2 border-transparent px-3 py-1.5 text-sm whitespace-nowrap text-soft hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11"
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
