/** Open cases by what they are alike in, told so by the store: of very many a few groups are read, each with when its cases were opened. */
import type { Connection } from 'mongoose';
import { openStatuses } from '../../domain/catalogue.ts';
import type { Alike } from '../../domain/figures/alike.ts';
import { namesCompared, namesRead } from '../../domain/figures/counting.ts';
import type { Aggregate } from '../../domain/figures/language/shapes.ts';
import { namesOf } from '../../domain/figures/names.ts';
import { FRAME_PLACES, type FigureValue, valueFrom } from '../../domain/figures/row.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../domain/processes.ts';
import { casesIn } from '../../models/cases/case.ts';
import { endingByRow, stillEnding } from './ending.ts';
import { type OpenAsked, openQuery } from './rows.ts';
import type { GroupBy } from './wish.ts';

/** `aggregates`: none of which names a clock, for no document says one by itself. `by`: told apart by it. */
export type AlikeAsked = OpenAsked & { aggregates: readonly Aggregate[]; by?: GroupBy };
/** `of`: what they have of `by`; an organisation is the case's own. */
export type OpenAlike = Alike & { of?: string };

const PLACE_OF: Readonly<Record<GroupBy, string>> = {
  organisation: 'orgPath',
  team: 'queue',
  application: 'application',
  person: 'parties.assignee',
};
const WEEK: Millis = 7 * 86_400_000;
/** Whoever reads while very many end, or a store is mended, takes what he has. */
const MOST_ROUNDS = 5;

/** Those open as they are read, without those that have a row by then. Throws when the store is away. */
export async function openAlike(db: Connection, asked: AlikeAsked): Promise<OpenAlike[]> {
  const left = new Set(await stillEnding(db));
  for (let round = 1; ; round += 1) {
    const found = await groupsOf(db, asked, [...left]);
    // One that ended while they were read may have been read as open.
    const more = (await endingByRow(db)).filter((one) => !left.has(one));
    if (more.length === 0 || round === MOST_ROUNDS) return found;
    for (const one of more) left.add(one);
  }
}

type Field = { name: string; isPresence: boolean };
type Group = { _id: Readonly<Record<string, unknown>>; openedAt: Millis[] };

async function groupsOf(db: Connection, asked: AlikeAsked, ended: readonly string[]): Promise<OpenAlike[]> {
  const { scope, processes, by } = asked;
  const { organisation } = scope;
  const fields = fieldsOf(asked);
  const match = {
    ...openQuery(asked),
    status: { $in: openStatuses(processes) },
    ...(ended.length > 0 ? { _id: { $nin: [...ended] } } : {}),
    // Its line may name places of its parts as well.
    ...(organisation === undefined ? {} : { $or: ownOf(organisation) }),
  };
  const place = placeOf(scope);
  const groups = await casesIn(db)
    .aggregate<Group>(
      [
        { $match: match },
        {
          $group: {
            _id: {
              process: '$process',
              week: { $floor: { $divide: ['$openedAt', WEEK] } }, // no group outgrows a document
              ...(by === undefined ? {} : { of: `$${PLACE_OF[by]}` }),
              ...Object.fromEntries(fields.flatMap(expressionsOf)),
            },
            openedAt: { $push: '$openedAt' },
          },
        },
      ],
      place === undefined ? {} : { hint: { [place]: 1, status: 1, dueAt: 1, _id: 1 } },
    )
    .toArray();
  return joined(groups, fields);
}

/** Where the index of open work begins; a plan that was tried for few is no plan for many. */
function placeOf({ organisation, team, person }: OpenAsked['scope']): string | undefined {
  if (person !== undefined) return 'parties.assignee';
  if (team !== undefined) return 'queue';
  return organisation === undefined ? undefined : 'orgLine';
}

const ownOf = (organisation: OrgPath) => [
  { orgPath: organisation },
  { orgPath: { $gte: `${organisation}/`, $lt: `${organisation}0` } }, // `0` follows `/`
];

/** Where a value is only missing or not, cases are alike whatever it is. */
function fieldsOf({ aggregates, processes }: AlikeAsked): Field[] {
  const compared = namesCompared(aggregates);
  return namesRead(aggregates)
    .filter((name) => name !== 'age' && name !== 'closed')
    .map((name) => ({ name, isPresence: !compared.has(name) && processes.every((one) => isOne(one, name)) }));
}

const isOne = (process: ProcessKey, name: string): boolean => {
  const is = namesOf(process)[name]?.is;
  return is !== 'texts' && is !== 'minutes';
};

function expressionsOf({ name, isPresence }: Field, n: number): [string, unknown][] {
  const place = FRAME_PLACES[name];
  if (name === 'takenBack') return [[`v${n}`, { $ifNull: [`$${name}`, 0] }]];
  if (isPresence) return [[`v${n}`, { $gt: [`$${place ?? name}`, null] }]];
  if (place !== undefined) return [[`v${n}`, `$${place}`]];
  return [
    [`v${n}`, `$${name}`],
    [`m${n}`, `$${name}Ms`],
  ];
}

/** Groups of all weeks together, in order of time. */
function joined(groups: readonly Group[], fields: readonly Field[]): OpenAlike[] {
  const all = new Map<string, OpenAlike & { openedAt: Millis[] }>();
  for (const { _id, openedAt } of groups) {
    const { process, week: _, ...rest } = _id;
    if (typeof process !== 'string' || !isProcessKey(process)) continue;
    const words = JSON.stringify([process, rest]);
    const there = all.get(words);
    if (there) for (const at of openedAt) there.openedAt.push(at);
    else all.set(words, { ...alikeOf(process, rest, fields), openedAt });
  }
  for (const { openedAt } of all.values()) openedAt.sort((one, other) => one - other);
  return [...all.values()];
}

function alikeOf(process: ProcessKey, found: Readonly<Record<string, unknown>>, fields: readonly Field[]) {
  const known = namesOf(process);
  const values = fields.flatMap(({ name, isPresence }, n): [string, FigureValue][] => {
    if (!Object.hasOwn(known, name)) return [];
    const value = isPresence ? found[`v${n}`] === true || undefined : valueFrom(found[`v${n}`], found[`m${n}`]);
    return value === undefined ? [] : [[name, value]];
  });
  const { of } = found;
  return { process, values: Object.fromEntries(values), ...(typeof of === 'string' ? { of } : {}) };
}
