/** Chance that can be had again: the same seed gives the same numbers. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1); the generator is mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Throws when there is nothing to choose from: a world that lacks it proves nothing. */
  pick<T>(from: readonly T[]): T {
    const chosen = from[this.below(from.length)];
    if (chosen === undefined) throw new Error('the world has nothing of this kind');
    return chosen;
  }

  /** So many of them, none twice, in their order; all of them where there are no more. */
  some<T>(from: readonly T[], count: number): T[] {
    const places = from.map((_, at) => ({ at, place: this.next() })).toSorted((a, b) => a.place - b.place);
    const chosen = new Set(places.slice(0, count).map(({ at }) => at));
    return from.filter((_, at) => chosen.has(at));
  }

  /** Two that are not the same, in order. */
  pair<T>(from: readonly T[]): [T, T] {
    const first = this.below(from.length);
    const second = (first + 1 + this.below(from.length - 1)) % from.length;
    const [low, high] = [from[Math.min(first, second)], from[Math.max(first, second)]];
    if (low === undefined || high === undefined || first === second)
      throw new Error('the world has no two of this kind');
    return [low, high];
  }

  hex(letters: number): string {
    return Array.from({ length: letters }, () => this.below(16).toString(16)).join('');
  }
}
