/** What was typed and not sent, by person, case and form; in the browser's own store, so that it survives reload and crash. */
import { Waiting } from './waiting.ts';

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

/** A page that is left has no time for the store above: what is kept stands here at once, until it stands there. */
const atOnce = {
  put: (draft: Draft): void => {
    sure(() => localStorage.setItem(slot(draft), JSON.stringify(draft)));
  },
  get: (about: Pick<Draft, 'person' | 'about'>): Draft | undefined =>
    sure(() => JSON.parse(localStorage.getItem(slot(about)) ?? 'null') as Draft | null) ?? undefined,
  drop: (about: Pick<Draft, 'person' | 'about'>): void => {
    sure(() => localStorage.removeItem(slot(about)));
  },
  of: (person: string): string[] =>
    sure(() => Object.keys(localStorage).filter((name) => name.startsWith(slot({ person, about: '' })))) ?? [],
};
const slot = ({ person, about }: Pick<Draft, 'person' | 'about'>): string => `${DATABASE}|${nameOf(person, about)}`;
function sure<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** A browser that keeps nothing loses only what it cannot keep. */
export const draftOf = async (person: string, about: string): Promise<Draft | undefined> =>
  atOnce.get({ person, about }) ??
  (await ask<Draft | undefined>('readonly', (store) => store.get(nameOf(person, about))).catch(() => undefined));
export const keepDraft = async (draft: Draft): Promise<void> => {
  atOnce.put(draft);
  await ask('readwrite', (store) => store.put(draft, nameOf(draft.person, draft.about))).then(
    () => atOnce.drop(draft),
    () => undefined,
  );
};
const waiting = new Waiting<Draft>((draft) => void keepDraft(draft));
export const keepSoon = (draft: Draft, ms: number): void => waiting.later(nameOf(draft.person, draft.about), draft, ms);
export const keepWaiting = (person: string, about: string): void => waiting.now(nameOf(person, about));

export const dropDraft = async (person: string, about: string): Promise<void> => {
  waiting.drop(nameOf(person, about));
  atOnce.drop({ person, about });
  await ask('readwrite', (store) => store.delete(nameOf(person, about))).catch(() => undefined);
};
const ofPerson = (person: string): IDBKeyRange => IDBKeyRange.bound(`${person}|`, `${person}|\uFFFF`);
export const hasDrafts = async (person: string): Promise<boolean> =>
  atOnce.of(person).length > 0 || (await ask('readonly', (store) => store.count(ofPerson(person))).catch(() => 0)) > 0;
export const dropDrafts = async (person: string): Promise<void> => {
  waiting.dropAll(nameOf(person, ''));
  for (const name of atOnce.of(person)) sure(() => localStorage.removeItem(name));
  await ask('readwrite', (store) => store.delete(ofPerson(person))).catch(() => undefined);
};
