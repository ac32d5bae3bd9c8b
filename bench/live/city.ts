/** The people of a city, with sessions, and the work that they do on cases. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { Door, type Keys } from '../../commands/replay/door.ts';
import type { Post } from '../../commands/replay/posts.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { sessionOf } from '../../models/access/session.ts';
import { addEntries } from '../../models/registers/add-missing.ts';
import { application, causeCode, makeWords } from '../desk.ts';
import type { Owner } from './console.ts';

export const CONSOLES = 500;
const OF_A_TEAM = 20;
const CITY: OrgPath = '/dx/donghu';
const UNIT: OrgPath = '/dx/donghu/linxi/school';
const [DESK, REQUESTER] = ['bench-console-desk', 'bench-console-requester'] as const;
/** All 500 are its members too. */
export const ALL = 'bench-console-all';
export const SENDER = 'bench-console-sender';
const HOURS_12 = 12 * 3_600_000;
const person = (n: number): string => `bench-console-${n}`;
const team = (n: number): string => `bench-console-team-${Math.floor(n / OF_A_TEAM)}`;
const WORDS = 'The payment form stays empty after the update. '.repeat(5);

export type City = { owners: readonly Owner[]; door: Door; keys: Keys };

/** Twenty-five teams of twenty engineers, each of whom sees the whole city, and who reports to them. */
export async function cityOf(db: Connection, address: string): Promise<City> {
  const numbers = Array.from({ length: CONSOLES }, (_, n) => n);
  const calendar = 'cn-5x8';
  const common = { orgPath: CITY, tier: 'L2' as const, standard: false, applications: [], calendar, open: true };
  const teams = [...new Set([...numbers.map(team), ALL])];
  await addEntries(
    db,
    'teams',
    teams.map((_id) => ({ ...common, _id, name: _id })),
  );
  await makeWords(db);
  const engineer = (n: number): [string, Post] => [
    person(n),
    { unit: CITY, role: 'engineer', teams: new Set([team(n), ALL]) },
  ];
  const posts = new Map<string, Post>([
    ...numbers.map(engineer),
    [SENDER, { unit: CITY, role: 'engineer', teams: new Set([ALL]) }],
    [DESK, { unit: CITY, role: 'desk-agent', teams: new Set() }],
    [REQUESTER, { unit: UNIT, role: 'requester', teams: new Set() }],
  ]);
  await makePeople(db, posts);
  const keys = await makeKeys(db, { people: [...posts.keys()], known: {}, name: 'bench' });
  return { owners: await signedIn(db, numbers), door: new Door(address, keys), keys };
}

/**
 * A session each, written past the sign-in: that hashes a password for each and takes 300 a minute from one address, as it should, and
 * is not what is measured here. Each request is looked up as any other.
 */
async function signedIn(db: Connection, numbers: readonly number[]): Promise<Owner[]> {
  const now = Date.now();
  const made = numbers.map((n) => ({ n, secret: randomBytes(32).toString('base64url') }));
  await sessionOf(db).insertMany(
    made.map(({ n, secret }) => ({
      _id: hashOfSecret(db, 'session', secret),
      personId: person(n),
      createdAt: now,
      seenAt: now,
      expireAt: new Date(now + HOURS_12),
    })),
  );
  return made.map(({ n, secret }) => ({
    id: person(n),
    headers: { Cookie: `changming=${secret}`, 'X-Forwarded-For': `10.1.${n >> 8}.${n & 255}` },
    base: n % 2 === 0 ? 'mine' : 'team',
  }));
}

const shownSchema = z.looseObject({ number: z.string(), version: z.number(), status: z.string() });
export type Shown = z.output<typeof shownSchema>;
/** Throws what it is refused for. */
export async function given(door: Door, by: string, path: string, data: object): Promise<Shown> {
  const { code, shown } = await door.post(by, path, { key: randomUUID(), data, schema: shownSchema });
  if (!shown) throw new Error(`${path}: ${code}`);
  return shown;
}

/** An incident in the queue of that team. */
export const incident = (door: Door, queue: string, about = 'payment'): Promise<Shown> =>
  given(door, DESK, '/api/incidents', {
    channel: 'phone',
    reporter: REQUESTER,
    unit: UNIT,
    application: about,
    title: 'The payment form stays empty',
    description: WORDS,
    contact: '0712',
    impact: '2',
    urgency: '2',
    queue,
  });

/** One command of a life: who gives it, and what it came to. */
type Step = (number: string) => Promise<Shown>;

/** From the report to the confirmation, by one engineer of a team: seven commands. */
function lifeOf({ door }: City, n: number, turn: number): [first: () => Promise<Shown>, ...Step[]] {
  const by = person(n);
  const command = (name: string, who: string, data: object) => (number: string) =>
    given(door, who, `/api/incidents/${number}/${name}`, data);
  return [
    () => incident(door, team(n), application(turn)),
    command('claim', by, {}),
    command('start', by, {}),
    command('comment', by, { text: WORDS, audience: 'internal' }),
    command('comment', by, { text: WORDS, audience: 'public' }),
    command('resolve', by, {
      solution: WORDS,
      causeCode: causeCode(turn),
      category: 'software-function',
      knowledge: { kind: 'none', reason: 'known' },
    }),
    command('confirm', REQUESTER, {}),
  ];
}

/** A command was answered with that version. */
export type Answered = { number: string; version: number; at: number };
const AT_ONCE = 40;

/** Lives of cases in all teams, side by side, `perSecond` commands in even steps, for so many seconds. */
export async function work(city: City, { perSecond, seconds }: { perSecond: number; seconds: number }) {
  const answered: Answered[] = [];
  const stepMs = 1_000 / perSecond;
  const began = performance.now();
  let sent = 0;
  let turn = 0;
  const isOver = (): boolean => performance.now() - began > seconds * 1_000;
  /** The next moment at which one is due. */
  const slot = async (): Promise<void> => {
    const at = began + sent * stepMs;
    sent += 1;
    await sleep(Math.max(0, at - performance.now()));
  };
  const live = async (): Promise<void> => {
    while (!isOver()) {
      const mine = turn++;
      const [first, ...rest] = lifeOf(city, (mine * 37) % CONSOLES, mine);
      let number: string | undefined;
      for (const step of [first, ...rest]) {
        await slot();
        if (isOver()) return;
        const shown: Shown = number === undefined ? await first() : await step(number);
        number = shown.number;
        answered.push({ number, version: shown.version, at: performance.now() });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, live));
  return answered;
}
