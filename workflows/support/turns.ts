/** Handlers interleave at every await: whoever reads the case, decides and saves does it alone, in the order of arrival. */
export type Turns = ReturnType<typeof createTurns>;

export function createTurns() {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let changes = 0;

  return {
    /** Runs `work` when all before it are through, whatever became of them. */
    take<T>(work: () => Promise<T>): Promise<T> {
      waiting += 1;
      const turn = tail.then(work).finally(() => {
        waiting -= 1;
        changes += 1;
      });
      tail = turn.then(nothing, nothing); // the next turn has its own fate
      return turn;
    },
    /** Something happened beside the turns that whoever waits should look at. */
    moved(): void {
      changes += 1;
    },
    isBusy: (): boolean => waiting > 0,
    changes: (): number => changes,
  };
}

const nothing = (): void => undefined;
