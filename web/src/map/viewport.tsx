import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from "react";
import { words } from "../text/map.ts";

const SMALLEST = 0.3;
const LARGEST = 2;
const STEP = 1.25;
/** Smaller than this nobody can read it: then one scrolls. */
const READABLE = 0.85;

interface ViewportProps {
  /** What is shown, at full size. */
  size: { width: number; height: number };
  /** How wide the window is, in pixels. */
  room: number;
  children: (zoom: number) => ReactNode;
}

/** A window onto something large: it scrolls by finger and wheel, moves under the mouse, and grows by Ctrl and the wheel. */
export function Viewport({ size, room, children }: ViewportProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const grip = useRef<{ x: number; y: number } | null>(null);
  const fitting = Math.min(1, (room - 16) / Math.max(1, size.width));
  const zoom = chosen ?? Math.max(READABLE, fitting);
  const change = (factor: number): void => setChosen(Math.min(LARGEST, Math.max(SMALLEST, zoom * factor)));

  useEffect(() => {
    const shown = frame.current;
    // React listens to wheels passively: there the browser's own zoom could not be held back.
    const turn = (wheel: WheelEvent): void => {
      if (!wheel.ctrlKey) return;
      wheel.preventDefault();
      change(wheel.deltaY < 0 ? STEP : 1 / STEP);
    };
    shown?.addEventListener("wheel", turn, { passive: false });
    return () => shown?.removeEventListener("wheel", turn);
  });

  const hold = (event: PointerEvent): void => {
    if (event.pointerType === "mouse" && event.button === 0 && !(event.target as Element).closest("a"))
      grip.current = { x: event.clientX, y: event.clientY };
  };
  const drag = ({ clientX: x, clientY: y }: PointerEvent): void => {
    if (grip.current === null) return;
    frame.current?.scrollBy(grip.current.x - x, 0);
    window.scrollBy(0, grip.current.y - y);
    grip.current = { x, y };
  };
  const letGo = (): void => {
    grip.current = null;
  };
  return (
    <div className="min-w-0">
      <div className="mb-2 flex items-center gap-1">
        <ZoomButton label={words.zoomOut} sign="−" onClick={() => change(1 / STEP)} />
        <span className="min-w-12 text-center text-xs text-soft tabular-nums">{words.zoomed(Math.round(zoom * 100))}</span>
        <ZoomButton label={words.zoomIn} sign="+" onClick={() => change(STEP)} />
        <button
          type="button"
          onClick={() => setChosen(Math.max(SMALLEST, fitting))}
          className="ml-1 cursor-pointer rounded-lg border border-line bg-paper px-2.5 py-1 text-xs hover:border-soft pointer-coarse:min-h-11"
        >
          {words.whole}
        </button>
        <span className="ml-auto hidden text-xs text-soft lg:block">{words.keys}</span>
      </div>
      <div
        ref={frame}
        onPointerDown={hold}
        onPointerMove={drag}
        onPointerUp={letGo}
        onPointerLeave={letGo}
        className="overflow-auto rounded-lg border border-line bg-card/40 p-2"
      >
        {children(zoom)}
      </div>
    </div>
  );
}

function ZoomButton({ label, sign, onClick }: { label: string; sign: string; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="size-7 cursor-pointer rounded-lg border border-line bg-paper leading-none hover:border-soft pointer-coarse:size-11"
    >
      {sign}
    </button>
  );
}
