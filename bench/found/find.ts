/**
 * Searching among very many cases of real length: written past the product, then asked for through HTTP as lists and counts, by
 * who sees all, by a county and by a requester. And what the words of a case cost where it is written.
 */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import type { Keys } from '../../commands/replay/door.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath, Role, StoredCase } from '../../domain/kernel/process.ts';
import { piecesOf, folded } from '../../domain/kernel/search/folded.ts';
import { casesIn } from '../../models/cases/case.ts';
import { type Words, wordsIn } from '../../models/cases/words.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { Desks } from '../desk.ts';
import { round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { textsOf } from './texts.ts';
import { figuresOf, inWords, timesOf } from './times.ts';

const TOP: OrgPath = '/bench-find';
const COUNTIES = 100;
const UNITS = 10;
const AT_A_TIME = 500;
/** Apart from what the product opens. */
const FIRST = 500_000;
const ROUNDS = 60;
/** Asked before, and not counted: the first of a kind reads from the disk. */
const WARM = 3;
const P99: Budget = { must: 100 };
const MINUTE = 60_000;

const countyOf = (n: number): OrgPath => `${TOP}/c${n % COUNTIES}`;
const unitOf = (n: number): OrgPath => `${countyOf(n)}/u${Math.floor(n / COUNTIES) % UNITS}`;
const requesterOf = (n: number): string => `bench-find-r${n % COUNTIES}-${Math.floor(n / COUNTIES) % UNITS}`;

export const find = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    const desks = await Desks.open(db, product.run().address);
    await desks.create(0);
    const keys = await peopleOf(db);
    const written = await write(db, desks.newest, cases);
    results.phase({ run: 'find', variant: 'write', cases, ...written });
    await db.getClient().db('admin').command({ fsync: 1 }); // what was just written is not part of a search
    const asked = { address: product.run().address, keys };
    const all: number[] = [];
    for (const [what, query] of questions) {
      const times: number[] = [];
      for (const person of ['bench-find-all', 'bench-find-county', requesterOf(7)])
        for (const route of ['/api/incidents', '/api/incidents/count']) {
          if (person === requesterOf(7) && query.includes('sort=dueAt')) continue; // no deadline is shown to a requester
          // a count has no order
          const path = `${route}?${route.endsWith('count') ? query.replace(/&sort=\w+/, '') : query}`;
          await timesOf(asked, { person, path }, WARM);
          const own = await timesOf(asked, { person, path }, ROUNDS);
          results.phase({ run: 'find', variant: `${what}, ${person}, ${route}`, ...figuresOf(own) });
          times.push(...own);
        }
      all.push(...times);
      results.row({
        row: 'find',
        what: `${what}: list and count, among ${cases.toLocaleString('en')} cases`,
        budget: '',
        measured: inWords(times),
        verdict: 'printed',
        command,
      });
    }
    const { p99 } = figuresOf(all);
    results.row({
      row: 'find',
      what: `p99 of all searches among ${cases.toLocaleString('en')} cases`,
      budget: budgetWords([P99], ' ms'),
      measured: inWords(all),
      verdict: verdictOf([p99, P99]),
      command,
    });
    results.row({
      row: 'find',
      what: 'CPU-ms of folding the words of one case and cutting them into pieces',
      budget: '',
      measured: `${written.cpuMs}`,
      verdict: 'printed',
      command,
    });
  });

const q = (words: string, more = ''): string => `q=${encodeURIComponent(words)}${more}`;
/** Short and long, frequent and rare, in both scripts, by several orders. */
const questions: readonly (readonly [what: string, query: string])[] = [
  ['one rare number', q('K-4711')],
  ['part of a number of ten that few have', q('73911')],
  ['a frequent word', q('支付凭证')],
  ['part of a frequent word', q('凭证')],
  ['one character', q('签')],
  ['one letter', q('k')],
  ['one sign', q('-')],
  ['two letters', q('ti')],
  ['an English word', q('certificate')],
  ['three frequent words', q('支付凭证 金额错位 printer')],
  ['pieces that are frequent apart and never meet', q('证打位空')],
  ['what nobody wrote', q('量子纠缠')],
  ['a frequent word by deadline', q('打印机', '&sort=dueAt')],
  ['a frequent word by title', q('打印机', '&sort=title')],
  ['a frequent word of those open', q('电子印章', '&open=true')],
  ['a case number', q('INC-500123')],
  ['digits of a case number', q('500123')],
  ['the beginning of very many numbers', q('INC-5')],
];

async function peopleOf(db: Connection): Promise<Keys> {
  const organisations = [TOP, ...Array.from({ length: COUNTIES }, (_, n) => countyOf(n))];
  await addEntries(
    db,
    'organisations',
    organisations.map((_id) => ({ _id, name: _id, line: orgLineOf(_id), kind: 'support', tiers: [], open: true })),
  );
  const posts = new Map<string, { unit: OrgPath; role: Role; teams: Set<string> }>([
    ['bench-find-all', { unit: TOP, role: 'supervisor', teams: new Set() }],
    ['bench-find-county', { unit: countyOf(7), role: 'desk-agent', teams: new Set() }],
    [requesterOf(7), { unit: unitOf(7), role: 'requester', teams: new Set() }],
  ]);
  await makePeople(db, posts);
  return await makeKeys(db, { people: [...posts.keys()], known: {}, name: 'bench' });
}

async function write(db: Connection, like: string, cases: number): Promise<{ seconds: number; cpuMs: number }> {
  const one = await casesIn(db).findOne({ _id: like });
  if (!one) throw new Error(`${like} is not stored`);
  const began = performance.now();
  let used = 0;
  for (let n = 0; n < cases; n += AT_A_TIME) {
    const numbers = Array.from({ length: Math.min(AT_A_TIME, cases - n) }, (_, k) => n + k);
    const before = process.cpuUsage();
    const rows = numbers.map((number) => rowsOf(one, number, cases));
    const { user, system } = process.cpuUsage(before);
    used += (user + system) / 1_000;
    await casesIn(db).insertMany(rows.map(({ document }) => document));
    await wordsIn(db).insertMany(rows.flatMap(({ words }) => words));
  }
  return { seconds: round((performance.now() - began) / 1_000), cpuMs: round(used / cases) };
}

function rowsOf(one: StoredCase, n: number, cases: number): { document: StoredCase; words: Words[] } {
  const { title, description, contact, comments, solution } = textsOf(n);
  const _id = `INC-${FIRST + n}`;
  const unit = unitOf(n);
  const openedAt = one.openedAt - (cases - n) * MINUTE;
  const isOpen = n % 20 === 0;
  const own = { description, contact, solution };
  const document = {
    ...one,
    ...own,
    _id,
    title,
    orgPath: unit,
    orgLine: orgLineOf(unit),
    parties: { ...one.parties, requester: requesterOf(n), unit },
    openedAt,
    updatedAt: openedAt,
    dueAt: isOpen ? openedAt + ((n * 7_919) % cases) * MINUTE : null,
    nextWakeUp: null,
    ...(isOpen ? {} : { status: 'closed', closedAt: openedAt + MINUTE }),
  };
  const words = (id: string, version: number, said: Partial<Pick<Words, 'open' | 'own' | 'inner'>>): Words => ({
    _id: id,
    caseId: _id,
    version,
    ...said,
    pieces: piecesOf(Object.values(said).join(' ')),
  });
  return {
    document,
    words: [
      words(_id, 1, { open: folded(`${title} ${description} ${solution}`), own: folded(contact) }),
      ...comments.map((text, at) =>
        words(`${_id}:${String(at + 2).padStart(6, '0')}`, at + 2, { [at % 2 === 0 ? 'open' : 'inner']: folded(text) }),
      ),
    ],
  };
}
