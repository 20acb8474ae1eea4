import { arrangeStrips } from "./strips.ts";
import { byName, drawable, neighboursOf, type Box, type Link } from "./graph.ts";
import { depths, withoutCircles } from "./layers.ts";
import { arrange, gridOf, wayOf, type Cell } from "./rows.ts";

/** The measures of the drawing, in its own units: one is a pixel at full size. */
export const BOX = { width: 176, height: 40 } as const;
const COLUMN = BOX.width + 56;
const ROW_GAP = 12;
const LINE_HEIGHT = 8;
const CLUSTER_GAP = 28;
const FRAME = { side: 12, top: 30, bottom: 12 } as const;

export interface Point {
  x: number;
  y: number;
}

export interface PlacedBox extends Point {
  key: string;
}

export interface PlacedLink<L extends Link = Link> {
  link: L;
  /** From the box that needs to the box that is needed: where the line starts, passes and ends. */
  points: readonly Point[];
}

/** What belongs together, and what is drawn around it. */
export interface PlacedGroup extends Point {
  name: string;
  width: number;
  height: number;
}

export interface Layout<L extends Link = Link> {
  width: number;
  height: number;
  boxes: readonly PlacedBox[];
  links: readonly PlacedLink<L>[];
  groups: readonly PlacedGroup[];
  /** Without any link: not drawn. */
  loose: readonly string[];
}

/**
 * Draw who needs whom: what is needed stands right of what needs it, groups are kept together, and what has nothing to do
 * with each other stands side by side as far as `width` goes. The same graph is always drawn the same, in whatever order
 * it is told.
 */
export function layoutOf<L extends Link>(told: readonly Box[], toldLinks: readonly L[], width: number): Layout<L> {
  const boxes = [...new Map(told.map((box) => [box.key, box])).values()].toSorted((a, b) => byName(a.key, b.key));
  const links = drawable(new Set(boxes.map(({ key }) => key)), toldLinks).toSorted((a, b) => byName(a.from, b.from) || byName(a.to, b.to));
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const drawn = boxes.filter(({ key }) => linked.has(key));
  const clusters = piecesOf(drawn, links, true).map((cluster) => clusterLayout(cluster, linksWithin(cluster, links), width));
  return { ...packed(clusters, width, CLUSTER_GAP), loose: boxes.filter(({ key }) => !linked.has(key)).map(({ key }) => key) };
}

type Drawing<L extends Link> = Omit<Layout<L>, "loose">;

function linksWithin<L extends Link>(boxes: readonly Box[], links: readonly L[]): L[] {
  const keys = new Set(boxes.map(({ key }) => key));
  return links.filter(({ from }) => keys.has(from));
}

/** What hangs together, by links and, when wanted, by being of one group; the largest first. */
function piecesOf(boxes: readonly Box[], links: readonly Link[], byGroup: boolean): Box[][] {
  const { needs, neededBy } = neighboursOf(links);
  const members = Map.groupBy(boxes, ({ group }) => group);
  const boxOf = new Map(boxes.map((box) => [box.key, box]));
  const seen = new Set<string>();
  const pieces: Box[][] = [];
  for (const start of boxes) {
    if (seen.has(start.key)) continue;
    seen.add(start.key);
    const piece = [start];
    for (const { key, group } of piece) {
      const mates = byGroup && group !== null ? (members.get(group) ?? []).map((mate) => mate.key) : [];
      for (const other of [...(needs.get(key) ?? []), ...(neededBy.get(key) ?? []), ...mates]) {
        const box = boxOf.get(other);
        if (box === undefined || seen.has(other)) continue;
        seen.add(other);
        piece.push(box);
      }
    }
    pieces.push(piece.toSorted((a, b) => byName(a.key, b.key)));
  }
  return pieces.toSorted((a, b) => b.length - a.length || byName(a[0]?.key ?? "", b[0]?.key ?? ""));
}

/** One group alone is filled piece by piece; several groups are strips above each other, with one set of columns. */
function clusterLayout<L extends Link>(boxes: readonly Box[], links: readonly L[], width: number): Drawing<L> {
  const groups = new Set(boxes.map(({ group }) => group));
  const [only] = groups;
  if (groups.size > 1 || only === undefined) return stripsLayout(boxes, links);
  const pieces = piecesOf(boxes, links, false).map((piece) => stripsLayout(piece, linksWithin(piece, links), false));
  if (only === null) return packed(pieces, width, CLUSTER_GAP);
  const inside = packed(pieces, width - 2 * FRAME.side, CLUSTER_GAP);
  const framed = { width: inside.width + 2 * FRAME.side, height: inside.height + FRAME.top + FRAME.bottom };
  return { ...moved(inside, FRAME.side, FRAME.top), ...framed, groups: [{ name: only, x: 0, y: 0, ...framed }] };
}

function stripsLayout<L extends Link>(boxes: readonly Box[], links: readonly L[], hasFrames = true): Drawing<L> {
  const keys = boxes.map(({ key }) => key);
  const laid = withoutCircles(keys, links);
  const depth = depths(keys, laid);
  const deepest = Math.max(...depth.values());
  const columnOf = new Map(keys.map((key) => [key, deepest - (depth.get(key) ?? 0)]));
  const strips = hasFrames ? arrangeStrips(boxes, links) : [];
  const stripOf = new Map(boxes.map(({ key, group }) => [key, Math.max(0, strips.indexOf(group))]));
  const grid = gridOf(keys, laid, { columnOf, stripOf, boxHeight: BOX.height, lineHeight: LINE_HEIGHT });
  const { height } = arrange(grid, ROW_GAP);
  const at = ({ column, y }: Cell): Point => ({ x: column * COLUMN, y });
  const cellOf = new Map(grid.cells.map((cell) => [cell.id, cell]));
  const placed = keys.flatMap((key) => {
    const cell = cellOf.get(key);
    return cell === undefined ? [] : [{ key, ...at(cell) }];
  });
  const drawing: Drawing<L> = {
    width: deepest * COLUMN + BOX.width,
    height,
    boxes: placed,
    links: links.map((link) => ({ link, points: pointsOf(link, grid.ways) })),
    groups: [],
  };
  if (!hasFrames) return drawing;
  const groups = strips.flatMap((name) => {
    const cells = boxes.filter(({ group }) => group === name).flatMap(({ key }) => cellOf.get(key) ?? []);
    return name === null || cells.length === 0 ? [] : [frameAround(name, cells)];
  });
  const right = drawing.width + 2 * FRAME.side;
  return { ...moved({ ...drawing, groups }, FRAME.side, FRAME.top), width: right, height: height + FRAME.top + FRAME.bottom };
}

function frameAround(name: string, cells: readonly Cell[]): PlacedGroup {
  const columns = cells.map(({ column }) => column);
  const [left, right] = [Math.min(...columns) * COLUMN, Math.max(...columns) * COLUMN + BOX.width];
  const top = Math.min(...cells.map(({ y }) => y));
  const bottom = Math.max(...cells.map(({ y, height }) => y + height));
  return {
    name,
    x: left - FRAME.side,
    y: top - FRAME.top,
    width: right - left + 2 * FRAME.side,
    height: bottom - top + FRAME.top + FRAME.bottom,
  };
}

/** Through the edges of every cell on the way, so that a line bends only between columns. */
function pointsOf({ from, to }: Link, ways: ReadonlyMap<string, readonly Cell[]>): Point[] {
  const straight = ways.get(wayOf(from, to));
  const way = straight ?? ways.get(wayOf(to, from)) ?? [];
  const points = way.flatMap(({ column, y, height }, index): Point[] => {
    const left = { x: column * COLUMN, y: y + height / 2 };
    const right = { x: left.x + BOX.width, y: left.y };
    return index === 0 ? [right] : index === way.length - 1 ? [left] : [left, right];
  });
  return straight === undefined ? points.toReversed() : points;
}

function moved<L extends Link>(drawing: Drawing<L>, dx: number, dy: number): Drawing<L> {
  const shift = <P extends Point>(point: P): P => ({ ...point, x: point.x + dx, y: point.y + dy });
  return {
    ...drawing,
    boxes: drawing.boxes.map(shift),
    groups: drawing.groups.map(shift),
    links: drawing.links.map(({ link, points }) => ({ link, points: points.map(shift) })),
  };
}

/** Beside each other while there is room, then below. */
function packed<L extends Link>(drawings: readonly Drawing<L>[], width: number, gap: number): Drawing<L> {
  const placed: Drawing<L>[] = [];
  let [x, y, rowHeight, right] = [0, 0, 0, 0];
  for (const drawing of drawings) {
    if (x > 0 && x + drawing.width > width) [x, y, rowHeight] = [0, y + rowHeight + gap, 0];
    placed.push(moved(drawing, x, y));
    right = Math.max(right, x + drawing.width);
    x += drawing.width + gap;
    rowHeight = Math.max(rowHeight, drawing.height);
  }
  return {
    width: right,
    height: drawings.length === 0 ? 0 : y + rowHeight,
    boxes: placed.flatMap(({ boxes }) => boxes),
    links: placed.flatMap(({ links }) => links),
    groups: placed.flatMap(({ groups }) => groups),
  };
}
