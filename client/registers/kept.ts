/** A map that made-up keys cannot fill: the oldest entry goes for one too many. */
export class Kept<V> extends Map<string, V> {
  private readonly most: number;

  constructor(most: number) {
    super();
    this.most = most;
  }

  override set(key: string, value: V): this {
    super.delete(key); // what is kept anew is the newest
    for (const oldest of this.keys()) {
      if (this.size < this.most) break;
      super.delete(oldest);
    }
    return super.set(key, value);
  }
}
