/** What cases can be found by in the engine itself: of the organisation and of the process, never of a person or in free text. */
import type { Client } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';

/** As they stood when the workflow was started: that costs nothing, and each later change would cost an event. */
export type Searchable = {
  process: string;
  number: string;
  mode: string;
  /** Its organisation and every one above it, so that one finds what lies below any of them. */
  organisations?: readonly string[];
  priority?: string | undefined;
};

const keys = {
  process: { name: 'ChangmingProcess', type: 'KEYWORD' },
  number: { name: 'ChangmingNumber', type: 'KEYWORD' },
  mode: { name: 'ChangmingMode', type: 'KEYWORD' },
  priority: { name: 'ChangmingPriority', type: 'KEYWORD' },
  organisations: { name: 'ChangmingOrganisation', type: 'KEYWORD_LIST' },
} as const;

export function pairsOf({ organisations, ...words }: Searchable): SearchAttributePair[] {
  const single = (['process', 'number', 'mode', 'priority'] as const).flatMap((name): SearchAttributePair[] => {
    const value = words[name];
    return value === undefined ? [] : [{ key: keys[name], value }];
  });
  return organisations ? [...single, { key: keys.organisations, value: [...organisations] }] : single;
}

/** As the engine numbers the types (temporal.api.enums.v1.IndexedValueType). */
const types = { KEYWORD: 2, KEYWORD_LIST: 7 };
const wanted = Object.values(keys).map(({ name, type }) => [name, types[type]] as const);

/** The names that the client's namespace does not know yet. */
async function missing({ connection, options: { namespace } }: Client, deadline: number): Promise<string[]> {
  const known = await connection.withDeadline(deadline, () =>
    connection.operatorService.listSearchAttributes({ namespace }),
  );
  return wanted.flatMap(([name]) => (name in (known.customAttributes ?? {}) ? [] : [name]));
}

const PATIENCE_MS = 5_000;
const LOOK_MS = 1_000;
/** An operator may make them later; a client need not learn it at once. */
const LOOK_AGAIN_MS = 600_000;

/** Makes those that are missing. Rejects where that is not ours to do. */
export async function ensureSearchAttributes(client: Client): Promise<void> {
  const { connection, options } = client;
  const names = await missing(client, Date.now() + PATIENCE_MS);
  if (names.length === 0) return;
  const searchAttributes = Object.fromEntries(wanted.filter(([name]) => names.includes(name)));
  await connection.withDeadline(Date.now() + PATIENCE_MS, () =>
    connection.operatorService.addSearchAttributes({ namespace: options.namespace, searchAttributes }),
  );
}

const looks = new WeakMap<object, { at: number; all: Promise<boolean> }>();

/** True when the namespace knows them all: with one that it does not know, no workflow would be started. */
export async function isSearchable(client: Client): Promise<boolean> {
  const last = looks.get(client.connection);
  if (last && ((await last.all) || Date.now() - last.at < LOOK_AGAIN_MS)) return await last.all;
  const all = missing(client, Date.now() + LOOK_MS).then(
    (names) => names.length === 0,
    () => false,
  );
  looks.set(client.connection, { at: Date.now(), all });
  return await all;
}

/** Somebody has taken them away: for now nothing is started with them. */
export const notSearchable = ({ connection }: Client): void =>
  void looks.set(connection, { at: Date.now(), all: Promise.resolve(false) });
