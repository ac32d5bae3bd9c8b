/** What a test lets come when it wants it. */

/** Until it is let go on. */
export function held(): { promise: Promise<void>; resolve: () => void } {
  const waiting: (() => void)[] = [];
  const promise = new Promise<void>((done) => {
    waiting.push(done);
  });
  return {
    promise,
    resolve: () => {
      for (const done of waiting) done();
    },
  };
}
