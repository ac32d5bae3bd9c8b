/** A device of a test: clients on one store, which are gone in the midst of whatever they do, and others that go on. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askByFetch } from '../../../web/src/off-line/ask.ts';
import { createOffLine, type Deps, type OffLine } from '../../../web/src/off-line/off-line.ts';
import type { Store } from '../../../web/src/off-line/store.ts';
import { freely } from '../../../web/src/off-line/turns.ts';
import { fileStore } from './file-store.ts';

export type Device = {
  folder: string;
  store: Store;
  /** One more page on this device. `gone`: after so many steps into store or wire, counted in halves, it does nothing any more. */
  page: (more?: Partial<Deps> & { gone?: Gone }) => OffLine;
  remove: () => Promise<void>;
};
/** Counts down with every begin and every end of a step of the store or the wire; at zero the page is gone. */
export type Gone = { left: number };

type Options = Pick<Deps, 'person'> & { address: () => string; headers: () => Readonly<Record<string, string>> };

export async function device({ person, address, headers }: Options): Promise<Device> {
  const folder = await mkdtemp(path.join(tmpdir(), 'changming-device-'));
  const store = fileStore(folder);
  return {
    folder,
    store,
    page: ({ gone = { left: Infinity }, ...more } = {}) => {
      return createOffLine({
        person,
        store: mortal(store, gone),
        ask: (request) => lived(gone, () => askByFetch(address(), headers)(request)),
        turns: freely,
        now: Date.now,
        newSeries: randomUUID,
        ...more,
      });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** What is begun is done, as by a browser or a server that hears nothing of the end of a page; but nobody hears of it any more. */
async function lived<T>(gone: Gone, work: () => Promise<T>): Promise<T> {
  if (--gone.left < 0) return await never();
  try {
    const result = await work();
    return --gone.left < 0 ? await never() : result;
  } catch (error) {
    if (--gone.left < 0) return await never();
    throw error;
  }
}

const mortal = (store: Store, gone: Gone): Store => ({
  queues: () => lived(gone, () => store.queues()),
  change: (queue, change) => lived(gone, () => store.change(queue, change)),
  photo: (key) => lived(gone, () => store.photo(key)),
});
