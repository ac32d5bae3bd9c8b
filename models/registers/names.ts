/** What keys are called, for people who read them. */
import type { Connection } from 'mongoose';
import type { OrgPath } from '../../domain/kernel/units.ts';
import { applicationOf } from './application.ts';
import { organisationOf } from './organisation.ts';
import { personOf } from './person.ts';
import { teamOf } from './team.ts';

type Words = { zh: string; en: string };

/** Names by `kind:key` of what is asked for as `person:li`, `team:dx-l2`, `organisation:/dx` or `application:payment`; what is unknown is left out. */
export async function namesOf(db: Connection, asked: readonly string[]): Promise<Map<string, Words>> {
  const keys = (kind: string): string[] => [
    ...new Set(asked.flatMap((one) => (one.startsWith(`${kind}:`) ? [one.slice(kind.length + 1)] : []))),
  ];
  const [people, teams, organisations, applications] = await Promise.all([
    found(keys('person'), (ids) =>
      personOf(db)
        .find({ _id: { $in: ids } }, { name: 1 })
        .lean(),
    ),
    found(keys('team'), (ids) =>
      teamOf(db)
        .find({ _id: { $in: ids } }, { name: 1 })
        .lean(),
    ),
    found(keys('organisation'), (ids) =>
      organisationOf(db)
        .find({ _id: { $in: ids.map((path): OrgPath => `/${path.slice(1)}`) } }, { name: 1 })
        .lean(),
    ),
    found(keys('application'), (ids) =>
      applicationOf(db)
        .find({ _id: { $in: ids } }, { title: 1 })
        .lean(),
    ),
  ]);
  return new Map([
    ...people.map(({ _id, name }) => [`person:${_id}`, same(name)] as const),
    ...teams.map(({ _id, name }) => [`team:${_id}`, same(name)] as const),
    ...organisations.map(({ _id, name }) => [`organisation:${_id}`, same(name)] as const),
    ...applications.map(({ _id, title }) => [`application:${_id}`, { zh: title.zh, en: title.en }] as const),
  ]);
}

const same = (name: string): Words => ({ zh: name, en: name });
const found = async <T>(ids: readonly string[], read: (ids: string[]) => PromiseLike<T[]>): Promise<T[]> =>
  ids.length > 0 ? await read([...ids]) : [];
