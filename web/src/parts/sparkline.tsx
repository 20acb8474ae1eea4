import { memo } from "react";
import { SPARK_HEIGHT, SPARK_WIDTH, sparkPaths, type Measured } from "./sparkline-paths.ts";

interface SparklineProps {
  values: Measured;
  /** What the top stands for. */
  full: number;
  /** What it shows, in words. */
  label: string;
  /** Its height. */
  className?: string;
}

/** A measurement over time. Where nothing was measured there is no line, only a dotted ground. */
export const Sparkline = memo(function Sparkline({ values, full, label, className = "h-7" }: SparklineProps) {
  const { line, area, gaps } = sparkPaths(values, full);
  return (
    <svg
      className={`block w-full ${className}`}
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="fill-soft/15" d={area} />
      <path className="fill-none stroke-soft" strokeWidth="1.25" vectorEffect="non-scaling-stroke" strokeLinejoin="round" d={line} />
      <path className="fill-none stroke-off/60" strokeWidth="1" strokeDasharray="1 4" vectorEffect="non-scaling-stroke" d={gaps} />
    </svg>
  );
});
