/** The last that the API said, by person: what a phone shows when it starts again without a network. Drafts lie beside it. */
const PREFIX = 'changming-phone';
/** What the phone is signed in with, whoever that is; never let go to make room. */
const NOBODY = '';

export type Kept<T> = { at: number; data: T };
const nameOf = (person: string, what: string): string => `${PREFIX}:${person}:${what}`;

export function kept<T>(person: string, what: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(nameOf(person, what));
    return text === null ? undefined : (JSON.parse(text) as Kept<T>);
  } catch {
    return undefined;
  }
}

/** False: the phone keeps nothing, or is full even without what it saw of other cases. */
export function keep(person: string, what: string, data: unknown): boolean {
  const name = nameOf(person, what);
  const text = JSON.stringify({ at: Date.now(), data });
  for (;;) {
    try {
      localStorage.setItem(name, text);
      return true;
    } catch {
      const oldest = oldestBut(name);
      if (oldest === undefined) return false;
      localStorage.removeItem(oldest);
    }
  }
}

export function forget(person: string, what: string): void {
  localStorage.removeItem(nameOf(person, what));
}

/** When he signs out: the next person at this phone finds nothing. */
export function forgetAll(): void {
  for (const name of own()) localStorage.removeItem(name);
}

/** When somebody signs in: what others saw here is not his. */
export function forgetOthers(person: string): void {
  for (const name of own()) if (![NOBODY, person].includes(name.split(':')[1] ?? '')) localStorage.removeItem(name);
}

const own = (): string[] => Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:`));

const atOf = (name: string): number =>
  (JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Kept<unknown>>).at ?? 0;

/** Of what can be asked for again; drafts cannot. */
function oldestBut(name: string): string | undefined {
  const all = own().filter((one) => one !== name && !one.startsWith(nameOf(NOBODY, '')) && !one.includes(':draft.'));
  return all.toSorted((a, b) => atOf(a) - atOf(b))[0];
}
