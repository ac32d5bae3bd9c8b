/** Bytes out of a stream, so many at a time: what is read is looked at in small pieces, and the rest passes by. */
export type Bytes = AsyncIterable<Uint8Array>;

/** The stream ended, or says of itself what cannot be. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

export class ByteReader {
  private readonly parts: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);
  private isOver = false;

  constructor(bytes: Bytes) {
    this.parts = bytes[Symbol.asyncIterator]();
  }

  /** The next `count` bytes without taking them; fewer where the stream ends before. */
  async peek(count: number): Promise<Buffer> {
    while (this.held.length < count && (await this.more()));
    return this.held.subarray(0, count);
  }

  /** Takes the next `count` bytes. Throws DamagedFile where the stream ends before. */
  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    if (taken.length < count) throw new DamagedFile('it ends too early');
    this.held = this.held.subarray(count);
    return taken;
  }

  /** Passes the next `count` bytes as they come. Throws DamagedFile where the stream ends before. */
  async *pass(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      const part = await this.peek(1);
      if (part.length === 0) throw new DamagedFile('it ends too early');
      const taken = this.now(left);
      left -= taken.length;
      yield taken;
    }
  }

  async skip(count: number): Promise<void> {
    const parts = this.pass(count);
    while (!(await parts.next()).done);
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Buffer> {
    while ((await this.peek(1)).length > 0) yield this.now();
  }

  /** Passes of each piece so many bytes as `passing` says, until it says none; it is shown at least two, but at the end. */
  async *until(passing: (piece: Buffer) => number): AsyncGenerator<Buffer> {
    for (;;) {
      if ((await this.peek(2)).length === 0) return;
      const count = passing(this.held);
      if (count === 0) return;
      yield this.now(count);
    }
  }

  /** To its end, without a look: the sender is still sending, and waits for nothing else. */
  async drain(): Promise<void> {
    const parts = this.rest();
    while (!(await parts.next()).done);
  }

  /** What is held already, at most `count` bytes of it. */
  private now(count = this.held.length): Buffer {
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(taken.length);
    return taken;
  }

  private async more(): Promise<boolean> {
    if (this.isOver) return false;
    const { done, value } = await this.parts.next();
    if (done) {
      this.isOver = true;
      return false;
    }
    const part = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.held = this.held.length === 0 ? part : Buffer.concat([this.held, part]);
    return true;
  }
}
