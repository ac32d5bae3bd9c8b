/** The last that the API said, by person: what a phone shows when it starts again without a network. */
const PREFIX = 'changming-phone';

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

/** False: the phone keeps nothing, or is full. */
export function keep(person: string, what: string, data: unknown): boolean {
  try {
    localStorage.setItem(nameOf(person, what), JSON.stringify({ at: Date.now(), data }));
    return true;
  } catch {
    return false;
  }
}

/** When he signs out: the next person at this phone finds nothing. */
export function forgetAll(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(`${PREFIX}:`)) localStorage.removeItem(name);
}
