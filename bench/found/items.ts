/**
 * Very many configuration items: written past the product, then asked for through HTTP. Lists by who sees all and by a county,
 * the impact of an item with 5,000 dependants, its neighbours; and a file of 5,000 lines looked at and taken.
 */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import type { Keys } from '../../commands/replay/door.ts';
import type { ItemRelation } from '../../domain/items/item.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath, Role } from '../../domain/kernel/process.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { derivedOf, type Item } from '../../models/registers/items/item.ts';
import { round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { dice } from './texts.ts';
import { figuresOf, inWords, timesOf } from './times.ts';

const TOP: OrgPath = '/bench-items';
const COUNTIES = 100;
const AT_A_TIME = 2_000;
/** Of the hub: so many stand on it at once, and on each of these so many. */
const [MIDDLE, LEAVES] = [50, 99];
const DEPENDANTS = MIDDLE * (1 + LEAVES);
const [ROUNDS, WARM, FILE] = [100, 5, 5_000];
const IMPACT: Budget = { must: 200 };
const LIST: Budget = { must: 100 };

const places = '省厅 市局 县局 数据中心 灾备中心 乡镇所'.split(' ');
const things = '支付 预算 工资 采购 资产 决算 国库 票据'.split(' ');
const [ALL, COUNTY, KEEPER] = ['bench-items-all', 'bench-items-county', 'bench-items-keeper'];

export const itemsFound = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, items: count } = wish;
    const among = `among ${count.toLocaleString('en')} items`;
    const keys = await peopleOf(db);
    const written = await write(db, count);
    results.phase({ run: 'items', variant: 'write', items: count, ...written });
    await db.getClient().db('admin').command({ fsync: 1 }); // what was just written is no part of a list
    const asked = { address: product.run().address, keys };
    const measured = async (person: string, path: string): Promise<number[]> => {
      await timesOf(asked, { person, path }, WARM);
      const times = await timesOf(asked, { person, path }, ROUNDS);
      results.phase({ run: 'items', variant: `${path}, ${person}`, ...figuresOf(times) });
      return times;
    };
    const row = { row: 'items', command };

    const impact = await measured(ALL, '/api/items/hub/impact');
    const { p99 } = figuresOf(impact);
    results.row({
      ...row,
      what: `impact of an item with ${DEPENDANTS.toLocaleString('en')} dependants, ${among}`,
      budget: budgetWords([IMPACT], ' ms'),
      measured: inWords(impact),
      verdict: verdictOf([p99, IMPACT]),
    });
    const near = await measured(ALL, '/api/items/hub/neighbours?limit=100');
    results.row({ ...row, what: `its neighbours, ${among}`, budget: '', measured: inWords(near), verdict: 'printed' });
    const lists: number[] = [];
    for (const [what, query] of questions) {
      const times = [
        ...(await measured(ALL, `/api/items?${query}`)),
        ...(await measured(COUNTY, `/api/items?${query}`)),
      ];
      lists.push(...times);
      results.row({
        ...row,
        what: `list: ${what}, ${among}`,
        budget: '',
        measured: inWords(times),
        verdict: 'printed',
      });
    }
    results.row({
      ...row,
      what: `p99 of all lists ${among}`,
      budget: budgetWords([LIST], ' ms'),
      measured: inWords(lists),
      verdict: verdictOf([figuresOf(lists).p99, LIST]),
    });
    const content = Buffer.from(fileOf()).toString('base64');
    const look = await sent(asked, '/api/items/import/preview', { content });
    const taken = await sent(asked, '/api/items/import', { content });
    results.row({
      ...row,
      what: `a file of ${FILE.toLocaleString('en')} new items: looked at; taken`,
      budget: '',
      measured: `${look}; ${taken} ms`,
      verdict: 'printed',
    });
  });

const q = (words: string): string => `q=${encodeURIComponent(words)}`;
const questions: readonly (readonly [what: string, query: string])[] = [
  ['the first page', 'limit=50'],
  ['a kind', 'kind=database'],
  ['a county', `org=${TOP}/c7`],
  ['a service', 'application=payment'],
  ['those retired', 'status=retired'],
  ['a kind of a county in use', `org=${TOP}/c7&kind=server&status=in-use`],
  ['one key', q('bi-004711')],
  ['one address', q('10.7.71.11')],
  ['a frequent word', q('支付')],
  ['two frequent words', q('数据中心 支付')],
  ['a frequent word of a county', `${q('支付')}&org=${TOP}/c7`],
  ['what nobody wrote', q('量子')],
];

async function peopleOf(db: Connection): Promise<Keys> {
  const organisations = [TOP, ...Array.from({ length: COUNTIES }, (_, n): OrgPath => `${TOP}/c${n}`)];
  await addEntries(
    db,
    'organisations',
    organisations.map((_id) => ({ _id, name: _id, line: orgLineOf(_id), kind: 'support', tiers: [], open: true })),
  );
  const posts = new Map<string, { unit: OrgPath; role: Role; teams: Set<string> }>([
    [ALL, { unit: TOP, role: 'supervisor', teams: new Set() }],
    [COUNTY, { unit: `${TOP}/c7`, role: 'desk-agent', teams: new Set() }],
    [KEEPER, { unit: TOP, role: 'configuration-manager', teams: new Set() }],
  ]);
  await makePeople(db, posts);
  return await makeKeys(db, { people: [...posts.keys()], known: {}, name: 'bench' });
}

async function write(db: Connection, count: number): Promise<{ seconds: number; relations: number }> {
  const began = performance.now();
  let relations = 0;
  const put = async (rows: readonly Item[]): Promise<void> => {
    relations += rows.reduce((sum, row) => sum + row.relations.length, 0);
    await db.collection<Item>('items').insertMany([...rows]);
  };
  await put(hub());
  for (let n = 0; n < count - DEPENDANTS - 1; n += AT_A_TIME)
    await put(Array.from({ length: Math.min(AT_A_TIME, count - DEPENDANTS - 1 - n) }, (_, k) => scattered(n + k)));
  return { seconds: round((performance.now() - began) / 1_000), relations };
}

const KINDS = ['server', 'server', 'database', 'middleware', 'application', 'application'] as const;
const idOf = (n: number): string => `bi-${String(n).padStart(6, '0')}`;
const kindOf = (n: number): (typeof KINDS)[number] => KINDS[n % KINDS.length] ?? 'server';

/** Stands on items before it: three relations on average. */
function scattered(n: number): Item {
  const roll = dice(n);
  const earlier = (kind: string): string | null => {
    if (n <= KINDS.length) return null;
    for (let tries = 0; tries < 8; tries += 1) {
      const other = n - 1 - roll(Math.min(n - 1, 3_000));
      if (kindOf(other) === kind) return idOf(other);
    }
    return null;
  };
  const wanted = kindOf(n) === 'server' ? ['server', 'server'] : ['server', 'server', 'database', 'database'];
  const targets = [...new Set(wanted.flatMap((kind) => earlier(kind) ?? []))];
  const relations = targets.map((to): ItemRelation => ({ type: kindOf(n) === 'server' ? 'stands-by' : 'runs-on', to }));
  return item(idOf(n), { kind: kindOf(n), n, relations });
}

/** Each dependant stands on others, too. */
function hub(): Item[] {
  const middle = Array.from({ length: MIDDLE }, (_, n) =>
    item(`hub-m${n}`, { kind: 'middleware', n, relations: [{ type: 'runs-on', to: 'hub' }] }),
  );
  const leaves = middle.flatMap(({ _id }, n) =>
    Array.from({ length: LEAVES }, (_, k) => {
      const also = [1, 2].map((step) => ({ type: 'depends-on', to: idOf(n * LEAVES + k + step) }));
      return item(`${_id}-${k}`, { kind: 'application', n: k, relations: [{ type: 'runs-on', to: _id }, ...also] });
    }),
  );
  return [item('hub', { kind: 'server', n: 0, relations: [] }), ...middle, ...leaves];
}

function item(
  id: string,
  { kind, n, relations }: { kind: string; n: number; relations: readonly ItemRelation[] },
): Item {
  const roll = dice(n + 1);
  const orgPath: OrgPath = `${TOP}/c${n % COUNTIES}`;
  const name = `${places[roll(places.length)]}${things[roll(things.length)]}${kind} ${roll(9_999)}`;
  const fields = { model: `NF${roll(90) * 100}`, address: `10.${n % 250}.${roll(250)}.${roll(250)}`, os: '麒麟 V10' };
  return {
    _id: id,
    name,
    kind,
    orgPath,
    application: ['payment', 'budget', 'payroll', 'office'][roll(4)],
    maintainers: [COUNTY],
    teams: [],
    maintenance: { calendar: 'cn-5x8', week: [[], [], [], [], [], [[22 * 60, 30 * 60]], []] },
    status: n % 50 === 0 && id.startsWith('bi-') ? 'retired' : 'in-use',
    fields,
    relations,
    ...derivedOf(id, { orgPath, name, fields }),
  };
}

const fileLine = (n: number): string =>
  [
    `file-${n}`,
    `服务器 ${n}`,
    'server',
    `${TOP}/c${n % COUNTIES}`,
    'payment',
    'NF5280',
    `10.99.${n % 250}.${Math.floor(n / 250)}`,
    n === 0 ? '' : `file-${n - 1}`,
  ].join(',');
const fileOf = (): string =>
  [
    'id,name,kind,orgPath,application,model,address,stands-by',
    ...Array.from({ length: FILE }, (_, n) => fileLine(n)),
  ].join('\n');

async function sent({ address, keys }: { address: string; keys: Keys }, path: string, body: object): Promise<number> {
  const since = performance.now();
  const headers = { Authorization: `Bearer ${keys[KEEPER]}`, 'Content-Type': 'application/json' };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 500)}`);
  return Math.round(performance.now() - since);
}
