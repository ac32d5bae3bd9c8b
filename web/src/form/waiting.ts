/** What waits a while to be kept, by name: a form that is left keeps it at once, one that was sent never. */
export class Waiting<T> {
  readonly #all = new Map<string, { what: T; timer: ReturnType<typeof setTimeout> }>();
  readonly #keep: (what: T) => void;

  constructor(keep: (what: T) => void) {
    this.#keep = keep;
  }

  /** What waited under that name before is forgotten. */
  later(name: string, what: T, ms: number): void {
    this.drop(name);
    this.#all.set(name, { what, timer: setTimeout(() => this.now(name), ms) });
  }

  now(name: string): void {
    const found = this.#all.get(name);
    this.drop(name);
    if (found) this.#keep(found.what);
  }

  drop(name: string): void {
    clearTimeout(this.#all.get(name)?.timer);
    this.#all.delete(name);
  }

  dropAll(begin: string): void {
    for (const name of this.#all.keys()) if (name.startsWith(begin)) this.drop(name);
  }
}
