/** Drawn on 20 by 20, by strokes of one width. */
const DRAWN = {
  now: "M3 11 10 4l7 7M5 9.5V16h10V9.5",
  incident: "M10 3 18 17H2ZM10 8v4M10 14.4v.2",
  containers: "M3 6.5 10 3l7 3.5v7L10 17l-7-3.5ZM3 6.5l7 3.5 7-3.5M10 10v7",
  map: "M5 3.5h4v4H5ZM11 12.5h4v4h-4ZM3 12.5h4v4H3ZM7 7.5v2.5M7 10H5v2.5M7 10h6v2.5",
  waiting: "M4 4h12v9H9l-4 3v-3H4ZM7 7.5h6M7 10h4",
  allowed: "M10 2.5 16 5v5c0 4-3 6.5-6 7.5-3-1-6-3.5-6-7.5V5ZM7.2 9.8l2 2 3.6-3.8",
  happened: "M10 3a7 7 0 1 1-6.3 4M3 3.5v4h4M10 6.5V10l2.6 1.6",
  mind: "M10 3.5a6.5 6.5 0 0 1 3 12.2V17H7v-1.3A6.5 6.5 0 0 1 10 3.5ZM8 9.5l2 1.5 2-1.5M10 11v4.5",
  proof: "M4 10.5 8 14.5 16 5.5M3 17.5h14",
  operations: "M4 5.5h12M4 10h12M4 14.5h12M7 4v3M13 8.5v3M9 13v3",
  setup:
    "M10 7.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M15.3 4.7l-1.6 1.6M6.3 13.7l-1.6 1.6",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM13 13l4 4",
  pause: "M7 4.5v11M13 4.5v11",
  play: "M6 4l10 6-10 6Z",
  close: "M5 5l10 10M15 5 5 15",
  copy: "M7 7h9v9H7ZM13 7V4H4v9h3",
  back: "M12.5 4.5 7 10l5.5 5.5",
} as const;

export type IconName = keyof typeof DRAWN;

/** A sign beside its word; alone it says nothing to a screen reader. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`${className} shrink-0 fill-none stroke-current`}
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={DRAWN[name]} />
    </svg>
  );
}
