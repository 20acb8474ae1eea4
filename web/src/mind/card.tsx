import type { ReactNode } from "react";

/** The frame of one thing among others. */
export function Card({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <div className={`min-w-0 rounded-lg border border-line bg-card p-3 ${className}`}>{children}</div>;
}

/** A number with what it counts. */
export function Figure({ value, label, tone = "" }: { value: string; label: string; tone?: string }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-soft">{label}</dt>
      <dd className={`text-lg leading-6 font-semibold tabular-nums ${tone}`}>{value}</dd>
    </div>
  );
}

/** A word beside something, that says what kind it is. */
export function Tag({ children, tone = "text-soft" }: { children: ReactNode; tone?: string }) {
  return <span className={`rounded border border-line px-1.5 text-xs leading-5 whitespace-nowrap ${tone}`}>{children}</span>;
}
