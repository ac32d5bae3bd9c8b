import { createPositions } from '../../../api/live/live-positions.ts';
import { createReadBack, type Log } from '../../../api/live/read-back.ts';

/** A log of `length` numbers from 1 on, whose every step waits for `step`. */
function logOf(length: number, step: () => Promise<void> = async () => undefined) {
  const seen = { opened: 0, open: 0, most: 0, steps: 0 };
  const open = (): Log<number> => {
    let at = 0;
    seen.opened += 1;
    seen.open += 1;
    seen.most = Math.max(seen.most, seen.open);
    let isOpen = true;
    return {
      next: async () => {
        seen.steps += 1;
        await step();
        if (!isOpen) throw new Error('closed');
        at += 1;
        return at > length ? null : at;
      },
      close: async () => {
        if (isOpen) seen.open -= 1;
        isOpen = false;
      },
    };
  };
  return { seen, open };
}
const failing = () => {
  throw new Error('not open');
};
function resolvers() {
  const events = new EventTarget();
  const promise = new Promise<void>((done) => events.addEventListener('go', () => done()));
  return { promise, resolve: () => events.dispatchEvent(new Event('go')) };
}
const isBeyond = () => false;
const staying = () => new AbortController().signal;

describe('S01 reading the log again', () => {
  test('gives what came since, up to where others know it', async () => {
    const read = createReadBack();
    expect(await read({ open: logOf(3).open, isBeyond, gone: staying() })).toEqual([1, 2, 3]);
    expect(await read({ open: logOf(9).open, isBeyond: (n) => n > 2, gone: staying() })).toEqual([1, 2]);
  });

  test('is given up where there is too much of it, whether it concerns anybody or not', async () => {
    const read = createReadBack({ most: 5 });
    const { seen, open } = logOf(1e9);
    expect(await read({ open, isBeyond, gone: staying() })).toBeNull();
    expect(seen).toMatchObject({ steps: 6, open: 0 });
  });

  test('is given up where one step takes too long', async () => {
    const read = createReadBack({ longestMs: 1 });
    const step = resolvers();
    const { seen, open } = logOf(1, () => step.promise);
    const asked = read({ open, isBeyond, gone: staying() });
    await new Promise<void>((resolve) => {
      const look = (): void => void (seen.opened > 0 && seen.open === 0 ? resolve() : setImmediate(look));
      look();
    });
    step.resolve();
    expect(await asked).toBeNull();
  });

  test('is done for one reader at a time, and in vain for none who has gone', async () => {
    const read = createReadBack();
    const { seen, open } = logOf(4);
    const gone = new AbortController();
    const all = Array.from({ length: 8 }, (_, i) => read({ open, isBeyond, gone: i % 2 ? gone.signal : staying() }));
    gone.abort();
    expect((await Promise.all(all)).map((found) => found?.length ?? null)).toEqual([
      4,
      null,
      4,
      null,
      4,
      null,
      4,
      null,
    ]);
    expect(seen).toEqual({ opened: 4, open: 0, most: 1, steps: 20 });
  });

  test('ends with the reader: the log is closed under it', async () => {
    const read = createReadBack();
    const gone = new AbortController();
    const { seen, open } = logOf(1e9, async () => gone.abort());
    expect(await read({ open, isBeyond, gone: gone.signal })).toBeNull();
    expect(seen).toMatchObject({ steps: 1, open: 0 });
  });

  test('lets only so many wait, and one that failed stands in nobody’s way', async () => {
    const read = createReadBack();
    const { open } = logOf(1);
    const first = read({ open: failing, isBeyond, gone: staying() });
    const others = Array.from({ length: 60 }, () => read({ open, isBeyond, gone: staying() }));
    expect(await first).toBeNull();
    const answers = await Promise.all(others);
    expect(answers.filter((found) => found !== null)).toHaveLength(49);
    expect(await read({ open, isBeyond, gone: staying() })).toEqual([1]);
  });
});

test('S01 a place is good for the reader who was given it, and says when that was', () => {
  const positions = createPositions('a secret of at least 32 characters');
  const place = { token: '82AB000000000001', at: 1_764_000_000_000 };
  const given = positions.outside(place, 'desk-1');
  expect(positions.place(given, 'desk-1')).toEqual(place);
  expect(positions.place(given, 'desk-2')).toBeUndefined();
  expect(positions.outside({ ...place, token: 'AB'.repeat(60) }, 'desk-1')).toHaveLength(given.length);
});
