/** What was typed and not sent, by person, case and form; in the browser's own store, so that it survives reload and crash. */
const DATABASE = 'changming-drafts';
const STORE = 'drafts';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(DATABASE, 1);
    asking.addEventListener('upgradeneeded', () => asking.result.createObjectStore(STORE));
    asking.addEventListener('success', () => resolve(asking.result));
    asking.addEventListener('error', () => reject(asking.error));
  });
}

async function ask<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const asking = act(database.transaction(STORE, mode).objectStore(STORE));
      asking.addEventListener('success', () => resolve(asking.result));
      asking.addEventListener('error', () => reject(asking.error));
    });
  } finally {
    database.close();
  }
}

export type Draft = { person: string; about: string; data: unknown; key: string; at: number };
const nameOf = (person: string, about: string): string => `${person}|${about}`;

/** A browser that keeps nothing loses only what it cannot keep. */
export const draftOf = async (person: string, about: string): Promise<Draft | undefined> =>
  await ask<Draft | undefined>('readonly', (store) => store.get(nameOf(person, about))).catch(() => undefined);
export const keepDraft = async (draft: Draft): Promise<void> => {
  await ask('readwrite', (store) => store.put(draft, nameOf(draft.person, draft.about))).catch(() => undefined);
};
export const dropDraft = async (person: string, about: string): Promise<void> => {
  await ask('readwrite', (store) => store.delete(nameOf(person, about))).catch(() => undefined);
};
const ofPerson = (person: string): IDBKeyRange => IDBKeyRange.bound(`${person}|`, `${person}|\uFFFF`);
export const hasDrafts = async (person: string): Promise<boolean> =>
  (await ask('readonly', (store) => store.count(ofPerson(person))).catch(() => 0)) > 0;
export const dropDrafts = async (person: string): Promise<void> => {
  await ask('readwrite', (store) => store.delete(ofPerson(person))).catch(() => undefined);
};
