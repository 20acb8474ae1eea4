import type { Neighbours } from "./layout/graph.ts";
import type { PlacedBox } from "./layout/layout.ts";

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End";

const ARROWS: readonly string[] = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"] satisfies Arrow[];

export function isArrow(key: string): key is Arrow {
  return ARROWS.includes(key);
}

/**
 * Where an arrow leads from a box: to the right what it needs, to the left what needs it, up and down the next one of its
 * column. Null where there is nothing.
 */
export function stepFrom(boxes: readonly PlacedBox[], { needs, neededBy }: Neighbours, key: string, arrow: Arrow): string | null {
  const here = boxes.find((box) => box.key === key);
  if (here === undefined) return null;
  if (arrow === "Home" || arrow === "End") return boxes.at(arrow === "Home" ? 0 : -1)?.key ?? null;
  const isSideways = arrow === "ArrowLeft" || arrow === "ArrowRight";
  const linked = (arrow === "ArrowRight" ? needs : neededBy).get(key) ?? [];
  const candidates = boxes.filter((box) =>
    isSideways ? linked.includes(box.key) : box.x === here.x && (arrow === "ArrowDown" ? box.y > here.y : box.y < here.y),
  );
  const nearest = candidates.toSorted((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y));
  return nearest[0]?.key ?? null;
}
