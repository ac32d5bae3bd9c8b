/** Gives `judge` the items of each group together; they come in the order of their groups. */
export async function inGroups<T>(
  items: AsyncIterable<T>,
  groupOf: (item: T) => string,
  judge: (group: string, items: readonly T[]) => Promise<void>,
): Promise<void> {
  let group: string | null = null;
  let held: T[] = [];
  for await (const item of items) {
    const next = groupOf(item);
    if (group !== null && next !== group) {
      await judge(group, held);
      held = [];
    }
    group = next;
    held.push(item);
  }
  if (group !== null) await judge(group, held);
}
