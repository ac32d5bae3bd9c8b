/** Does `work` for all `items`, some at a time. Throws the first error, once none is under way any more. */
export async function sideBySide<T>(
  items: AsyncIterator<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const one = async (): Promise<void> => {
    try {
      for (let next = await items.next(); !next.done && failures.length === 0; next = await items.next())
        await work(next.value);
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: most }, one));
  if (failures.length > 0) throw failures[0];
}
