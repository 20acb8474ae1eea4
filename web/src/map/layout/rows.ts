import type { LaidLink } from "./layers.ts";

/** A place in a column: a box, or where a line passes by. */
export interface Cell {
  id: string;
  column: number;
  /** Rows of different strips never mix. */
  strip: number;
  height: number;
  /** Its upper edge. */
  y: number;
}

/** A piece of a line, from a column to the next one. */
export interface Piece {
  left: Cell;
  right: Cell;
}

export interface Grid {
  cells: readonly Cell[];
  pieces: readonly Piece[];
  /** The cells that each line goes through, from its left end to its right end; by the pair of its ends. */
  ways: ReadonlyMap<string, readonly Cell[]>;
}

interface GridShape {
  columnOf: ReadonlyMap<string, number>;
  stripOf: ReadonlyMap<string, number>;
  boxHeight: number;
  lineHeight: number;
}

export function wayOf(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

/** Cells for every box, and for every line in each column that it passes. */
export function gridOf(keys: readonly string[], links: readonly LaidLink[], { columnOf, stripOf, boxHeight, lineHeight }: GridShape): Grid {
  const place = (key: string): { column: number; strip: number } => ({ column: columnOf.get(key) ?? 0, strip: stripOf.get(key) ?? 0 });
  const boxes = new Map(keys.map((key): [string, Cell] => [key, { id: key, ...place(key), height: boxHeight, y: 0 }]));
  const cells = [...boxes.values()];
  const pieces: Piece[] = [];
  const ways = new Map<string, Cell[]>();
  for (const { from, to } of links) {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    if (start === undefined || end === undefined) continue;
    const way = [start];
    for (let column = start.column + 1; column < end.column; column += 1)
      way.push({ id: `${wayOf(from, to)} ${column}`, column, strip: start.strip, height: lineHeight, y: 0 });
    cells.push(...way.slice(1));
    way.push(end);
    for (const [index, right] of way.slice(1).entries()) pieces.push({ left: way[index] ?? start, right });
    ways.set(wayOf(from, to), way);
  }
  return { cells, pieces, ways };
}

/** How often lines cross between columns. */
export function crossings(pieces: readonly Piece[]): number {
  let count = 0;
  for (const between of Map.groupBy(pieces, ({ left }) => left.column).values())
    for (const [index, one] of between.entries())
      for (const other of between.slice(index + 1)) if ((one.left.y - other.left.y) * (one.right.y - other.right.y) < 0) count += 1;
  return count;
}

const SWEEPS = 12;

/**
 * Put each cell near the middle of what it is linked to, back and forth, and keep the arrangement with the fewest
 * crossings. Cells of one column and strip never overlap, and each stays within its strip.
 *
 * @returns how high each strip is
 */
export function arrange({ cells, pieces }: Grid, gap: number): { tops: number[]; height: number } {
  const stacks = [...Map.groupBy(cells, ({ column, strip }) => `${strip} ${column}`).values()];
  const heightOf = (stack: readonly Cell[]): number => stack.reduce((sum, { height }) => sum + height + gap, -gap);
  const stripCount = Math.max(-1, ...cells.map(({ strip }) => strip)) + 1;
  const heights = Array.from({ length: stripCount }, (_, strip) =>
    Math.max(0, ...stacks.filter(([first]) => first?.strip === strip).map(heightOf)),
  );
  const tops = heights.map((_, strip) => heights.slice(0, strip).reduce((sum, height) => sum + height + STRIP_GAP, 0));
  const whole = heights.reduce((sum, height) => sum + height + STRIP_GAP, -STRIP_GAP);
  for (const stack of stacks) {
    const [first] = stack;
    if (first !== undefined) settle(stack, (tops[first.strip] ?? 0) + ((heights[first.strip] ?? 0) - heightOf(stack)) / 2, gap);
  }
  let best = { ys: cells.map(({ y }) => y), crossings: crossings(pieces), length: lengthOf(pieces) };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const rightwards = sweep % 2 === 0;
    // The last sweeps look to both sides, so that straight lines become straight.
    const pulls = middles(pieces, sweep >= SWEEPS - 4 ? "both" : rightwards ? "left" : "right");
    const order = stacks.toSorted((a, b) => ((a[0]?.column ?? 0) - (b[0]?.column ?? 0)) * (rightwards ? 1 : -1));
    for (const stack of order) {
      const [first] = stack;
      if (first === undefined) continue;
      const top = tops[first.strip] ?? 0;
      draw(stack, pulls, { top, bottom: top + (heights[first.strip] ?? 0), gap });
    }
    const now = { ys: cells.map(({ y }) => y), crossings: crossings(pieces), length: lengthOf(pieces) };
    if (now.crossings < best.crossings || (now.crossings === best.crossings && now.length < best.length)) best = now;
  }
  for (const [index, cell] of cells.entries()) cell.y = best.ys[index] ?? cell.y;
  return { tops, height: Math.max(0, whole) };
}

/** Room between strips for the frame and the name of a group. */
export const STRIP_GAP = 56;

const middleOf = ({ y, height }: Cell): number => y + height / 2;

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { left, right }) => sum + Math.abs(middleOf(left) - middleOf(right)), 0);
}

/** Whom each cell is linked to on a side. */
function middles(pieces: readonly Piece[], side: "left" | "right" | "both"): Map<Cell, Cell[]> {
  const linked = new Map<Cell, Cell[]>();
  const add = (cell: Cell, other: Cell): void => void linked.set(cell, [...(linked.get(cell) ?? []), other]);
  for (const { left, right } of pieces) {
    if (side !== "right") add(right, left);
    if (side !== "left") add(left, right);
  }
  return linked;
}

function settle(stack: readonly Cell[], top: number, gap: number): void {
  let y = top;
  for (const cell of stack) {
    cell.y = y;
    y += cell.height + gap;
  }
}

/** Sort a stack by where its cells are drawn to, and put each there as near as the others and the strip let it. */
function draw(
  stack: Cell[],
  pulls: ReadonlyMap<Cell, readonly Cell[]>,
  { top, bottom, gap }: { top: number; bottom: number; gap: number },
): void {
  const wanted = new Map(
    stack.map((cell) => {
      const others = pulls.get(cell) ?? [];
      return [cell, others.length === 0 ? middleOf(cell) : others.reduce((sum, other) => sum + middleOf(other), 0) / others.length];
    }),
  );
  stack.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a.y - b.y);
  let least = top;
  for (const cell of stack) {
    cell.y = Math.max(least, (wanted.get(cell) ?? 0) - cell.height / 2);
    least = cell.y + cell.height + gap;
  }
  let most = bottom;
  for (const cell of stack.toReversed()) {
    cell.y = Math.min(cell.y, most - cell.height);
    most = cell.y - gap;
  }
}
