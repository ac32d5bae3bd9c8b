/** Long runs of what the system did of itself stand behind one line. */
export type Fold<T> = { one: T } | { many: readonly T[] };
const FROM = 4;

/** Where at least four stand together of which `isQuiet` is true they are one; the newest and the oldest of all stay to be seen. */
export function folded<T>(items: readonly T[], isQuiet: (item: T) => boolean): readonly Fold<T>[] {
  const folds: Fold<T>[] = [];
  let run: T[] = [];
  const end = (): void => {
    folds.push(...(run.length >= FROM ? [{ many: run }] : run.map((one) => ({ one }))));
    run = [];
  };
  for (const [at, item] of items.entries())
    if (isQuiet(item) && at > 0 && at < items.length - 1) run.push(item);
    else {
      end();
      folds.push({ one: item });
    }
  end();
  return folds;
}
