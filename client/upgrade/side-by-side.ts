/** Does `work` for all `items`, some at a time. Throws the first error, once none is under way any more. */
export async function sideBySide<T>(
  items: AsyncIterator<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let hasFailed = false;
  const one = async (): Promise<void> => {
    for (let next = await items.next(); !next.done && !hasFailed; next = await items.next()) await work(next.value);
  };
  const failing = async (): Promise<void> => {
    try {
      await one();
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: most }, failing));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
