/**
 * Strongly connected components (Tarjan, without recursion): what needs itself in a circle stands together. Returned so
 * that a component comes after everything that it leads to.
 */
export function componentsOf(size: number, next: readonly (readonly number[])[]): number[][] {
  const order = Array.from<number>({ length: size }).fill(-1);
  const low = Array.from<number>({ length: size }).fill(0);
  const isOpen = Array.from<boolean>({ length: size }).fill(false);
  const open: number[] = [];
  const components: number[][] = [];
  let count = 0;
  const enter = (at: number, way: { at: number; edge: number }[]): void => {
    order[at] = low[at] = count++;
    open.push(at);
    isOpen[at] = true;
    way.push({ at, edge: 0 });
  };
  for (let start = 0; start < size; start += 1) {
    if (order[start] !== -1) continue;
    const way: { at: number; edge: number }[] = [];
    enter(start, way);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const { at } = step;
      const to = next[at]?.[step.edge++];
      if (to === undefined) {
        way.pop();
        const above = way.at(-1);
        if (above !== undefined) low[above.at] = Math.min(low[above.at] as number, low[at] as number);
        if (low[at] === order[at]) components.push(takeDownTo(at, open, isOpen));
      } else if (order[to] === -1) enter(to, way);
      else if (isOpen[to] === true) low[at] = Math.min(low[at] as number, order[to] as number);
    }
  }
  return components;
}

function takeDownTo(last: number, open: number[], isOpen: boolean[]): number[] {
  const taken = open.splice(open.indexOf(last));
  for (const each of taken) isOpen[each] = false;
  return taken;
}
