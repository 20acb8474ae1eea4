/** A share as a bar; its number has to stand beside it. */
export function ShareBar({ share, tone = "plain" }: { share: number; tone?: "plain" | "quiet" }) {
  return (
    <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" className="h-1.5 w-full min-w-12 rounded-full">
      <rect width="100" height="6" className="fill-line" />
      <rect width={100 * Math.min(1, Math.max(0, share))} height="6" className={tone === "plain" ? "fill-unsure" : "fill-off"} />
    </svg>
  );
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
