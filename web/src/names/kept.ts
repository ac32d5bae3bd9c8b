/** Names by kind and key, asked for as they are met and many at once, so that a page needs no more than it shows. */
export type Name = { zh: string; en: string; process?: string; status?: string };
/** Gives those that are there and may be seen. @throws whatever keeps the answer away */
type Ask = (keys: readonly string[]) => Promise<ReadonlyMap<string, Name>>;
type Around = { ask: Ask; now: () => number; later: (act: () => void, ms: number) => void };
export type KeptNames = {
  /** Undefined: not known yet, or without a name that one may see; it is asked for. */
  of: (key: string) => Name | undefined;
  /** Called when more became known. */
  follow: (hear: () => void) => () => void;
  /** Another number whenever more became known. */
  state: () => number;
};

/** Keys met while a page is drawn go together. */
const GATHERED_MS = 10;
const FRESH_MS = 10 * 60_000;
const AGAIN_MS = 30_000;
/** What one question may hold: keys, and letters of its address. */
export const MOST = { keys: 50, letters: 1_800 } as const;

export function keptNames({ ask, now, later }: Around): KeptNames {
  const names = new Map<string, { name: Name | undefined; until: number }>();
  const wanted = new Set<string>();
  const asking = new Set<string>();
  const hearers = new Set<() => void>();
  let version = 0;
  let isDue = false;
  const put = (keys: readonly string[], found: ReadonlyMap<string, Name> | undefined): void => {
    const until = now() + (found ? FRESH_MS : AGAIN_MS);
    for (const key of keys) {
      asking.delete(key);
      names.set(key, { name: found ? found.get(key) : names.get(key)?.name, until });
    }
    version += 1;
    for (const hear of hearers) hear();
  };
  const flush = (): void => {
    isDue = false;
    const all = [...wanted];
    wanted.clear();
    for (const keys of inQuestions(all)) {
      for (const key of keys) asking.add(key);
      ask(keys).then(
        (found) => put(keys, found),
        () => put(keys, undefined),
      );
    }
  };
  return {
    of: (key) => {
      const known = names.get(key);
      if ((!known || known.until < now()) && !asking.has(key)) {
        wanted.add(key);
        if (!isDue) later(flush, GATHERED_MS);
        isDue = true;
      }
      return known?.name;
    },
    follow: (hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    state: () => version,
  };
}

/** As many at once as one question may hold. */
export function inQuestions(keys: readonly string[]): readonly (readonly string[])[] {
  const questions: string[][] = [];
  let letters = Infinity;
  for (const key of keys) {
    const last = questions.at(-1);
    if (!last || last.length >= MOST.keys || letters + key.length + 1 > MOST.letters) {
      questions.push([key]);
      letters = key.length;
    } else {
      last.push(key);
      letters += key.length + 1;
    }
  }
  return questions;
}
