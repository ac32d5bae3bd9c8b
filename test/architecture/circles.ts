/** Files that import each other in a circle, whatever they import from each other: types, too, tie two files together. */

/** What each file names. Targets that are no key of it lead nowhere. */
export type Graph = ReadonlyMap<string, Iterable<string>>;

/** Groups of files of which each reaches every other (Tarjan); a file that imports itself is one. Sorted, each once. */
export function circlesOf(graph: Graph): string[][] {
  const place = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];

  function visit(file: string): number {
    const own = place.size;
    let low = own;
    place.set(file, own);
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue;
      if (!place.has(target)) low = Math.min(low, visit(target));
      else if (path.includes(target)) low = Math.min(low, lowest.get(target) ?? place.get(target) ?? own);
    }
    lowest.set(file, low);
    if (low === own) {
      const group = path.splice(path.indexOf(file));
      if (group.length > 1 || [...(graph.get(file) ?? [])].includes(file)) circles.push(group.toSorted());
    }
    return low;
  }

  for (const file of graph.keys()) if (!place.has(file)) visit(file);
  return circles.toSorted(([a = ''], [b = '']) => a.localeCompare(b));
}
