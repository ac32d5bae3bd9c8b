/** Cases whose round of approval is still open: by who sits there, and by where they are. */
import type { Connection } from 'mongoose';
import { catalogue } from '../../domain/catalogue.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { casesIn } from './case.ts';

const approving = Object.values(catalogue).filter(({ approves }) => approves !== undefined);
/** Where registers may be asked anew. */
const ASKED_AT = [
  ...new Set(
    approving.flatMap(({ lifecycle }) =>
      lifecycle.filter(({ command }) => command === 'reseat').flatMap(({ from }) => from),
    ),
  ),
];
const OPEN_ROUND = {
  process: { $in: approving.map(({ key }) => key) },
  status: { $in: ASKED_AT },
  'approval.state': { $in: ['open', 'undecidable'] },
};

type Page = { after: string; limit: number };
const numbersOf = async (db: Connection, filter: object, { after, limit }: Page): Promise<string[]> => {
  const found = await casesIn(db)
    .find({ ...OPEN_ROUND, ...filter, _id: { $gt: after } }, { projection: { _id: 1 }, sort: { _id: 1 }, limit })
    .toArray();
  return found.map(({ _id }) => _id);
};

/** Those in which the say of this person is still wanted, after `after`, by number. */
export const roundsOf = (db: Connection, person: string, page: Page): Promise<string[]> =>
  numbersOf(db, { 'parties.hands': person }, page);

/** Those of the organisations and all below, likewise. */
export const roundsAt = (db: Connection, places: readonly OrgPath[], page: Page): Promise<string[]> =>
  numbersOf(db, { orgLine: { $in: [...places] } }, page);
