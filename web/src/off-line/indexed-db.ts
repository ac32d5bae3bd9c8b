/** The store in a browser: one database of the origin, which all its tabs share. */
import type { Queue, Row } from './row.ts';
import type { Change, Store } from './store.ts';

const VERSION = 1;
const ROWS = 'rows';
const PHOTOS = 'photos';

/** Opens it, made at the first time. Rejects where the browser keeps nothing (some private windows). */
export async function openIndexedDb(name = 'changming-off-line', factory: IDBFactory = indexedDB): Promise<Store> {
  const db = await opened(factory, name);

  /** Resolves with what `work` leaves in `result` when all is on the disk. */
  function transaction<T>(
    stores: string[],
    mode: IDBTransactionMode,
    work: (tx: IDBTransaction) => () => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(stores, mode, { durability: 'strict' });
      let thrown: unknown;
      const result = work(tx);
      tx.addEventListener('complete', () => {
        try {
          resolve(result());
        } catch (error) {
          reject(error);
        }
      });
      tx.addEventListener('abort', () => reject(thrown ?? tx.error ?? new Error('nothing was kept')));
      tx.addEventListener('error', () => {
        thrown ??= tx.error;
      });
    });
  }

  return {
    queues: () =>
      transaction([ROWS], 'readonly', (tx) => {
        const keys = tx.objectStore(ROWS).getAllKeys();
        return () => queuesIn(keys.result);
      }),
    change: (queue, change) => {
      let thrown: { error: unknown } | undefined;
      type Made = ReturnType<typeof change>;
      return transaction([ROWS, PHOTOS], 'readwrite', (tx) => {
        let made: Made | undefined;
        const found = tx.objectStore(ROWS).getAll(rangeOf(queue)); // in the order of its keys
        found.addEventListener('success', () => {
          try {
            // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what stands there was put by `write`
            made = change(found.result as Row[]);
            write(tx, queue, made);
          } catch (error) {
            thrown = { error };
            tx.abort();
          }
        });
        return () => {
          if (!made) throw new Error('nothing was read');
          return made.answer;
        };
      }).catch((error: unknown) => {
        throw thrown ? thrown.error : error;
      });
    },
    photo: (key) =>
      transaction([PHOTOS], 'readonly', (tx) => {
        const found = tx.objectStore(PHOTOS).get(key);
        return () => (found.result instanceof Uint8Array ? found.result : null);
      }),
  };
}

function write(tx: IDBTransaction, { person, caseId }: Queue, { put, drop, photos, dropPhotos }: Change): void {
  const [rows, bytes] = [tx.objectStore(ROWS), tx.objectStore(PHOTOS)];
  for (const row of put ?? []) rows.put(row);
  for (const place of drop ?? []) rows.delete([person, caseId, place]);
  for (const photo of photos ?? []) bytes.put(photo.bytes, photo.key);
  for (const key of dropPhotos ?? []) bytes.delete(key);
}

/** An array sorts behind every number. */
const rangeOf = ({ person, caseId }: Queue): IDBKeyRange => IDBKeyRange.bound([person, caseId], [person, caseId, []]);

function queuesIn(keys: readonly IDBValidKey[]): Queue[] {
  const found = new Map<string, Queue>();
  for (const key of keys) {
    if (!Array.isArray(key)) continue;
    const [person, caseId] = key.map(String);
    if (person !== undefined && caseId !== undefined) found.set(`${person} ${caseId}`, { person, caseId });
  }
  return [...found.values()];
}

function opened(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(ROWS, { keyPath: ['person', 'caseId', 'place'] });
      request.result.createObjectStore(PHOTOS);
    });
    request.addEventListener('success', () => {
      const db = request.result;
      db.addEventListener('versionchange', () => db.close()); // a newer page of the product is open: this one is to be loaded anew
      resolve(db);
    });
    request.addEventListener('error', () => reject(request.error ?? new Error('no store')));
  });
}
