import { encode } from "uqr";

/** A text to be scanned. Always dark on light, whatever the theme: cameras read it only so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 3 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1Z` : ""))).join("");
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="w-56 max-w-full rounded-lg border border-line bg-card fill-ink dark:bg-ink dark:fill-paper"
    >
      <path d={path} />
    </svg>
  );
}
