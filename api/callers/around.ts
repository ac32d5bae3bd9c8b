/** What is known of a caller's cases, and of what goes on around him. */
import { processOf } from '../../domain/catalogue.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { CaseView, OrgPath } from '../../domain/kernel/process.ts';
import { isProcessKey } from '../../domain/processes.ts';
import type { Caller } from '../../models/registers/callers/caller.ts';
import type { CaseFilter } from '../../models/cases/scoped.ts';
import type { Reads } from '../cases/reads.ts';
import type { Identity } from '../http/route.ts';

const OF = ['call', 'incident'] as const;
const NEWEST = { field: 'openedAt', descending: true } as const;
const LAST = 10;
const MOST_OPEN = 5;
const MOST_MAJORS = 5;
const SOON_MS = 3_600_000;
const SHOWN = ['process', 'status', 'title', 'application', 'dueAt', 'priority', 'openedAt', 'closedAt'] as const;

type Row = { number: string; process: string; title: string; status: string; clock: string; dueAt: number | null };

/** His, first or later; of one without an account by what his cases say. */
const casesOf = ({ _id, is, name, contact, unit }: Caller): CaseFilter[] => {
  if (is === 'person') {
    const id = _id.slice(_id.indexOf(':') + 1);
    return [{ 'parties.requester': { is: id } }, { 'parties.reporters': { is: id } }];
  }
  const left: CaseFilter = contact === undefined ? {} : { contact: { is: contact } };
  return [{ caller: { is: name }, 'parties.unit': { is: unit }, ...left }];
};

const live = { mode: { is: 'live' } } as const;
const open = { closedAt: { present: false } } as const;
const and = (filters: readonly CaseFilter[], more: CaseFilter): CaseFilter[] =>
  filters.map((one) => ({ ...one, ...more }));

/** What he has open, and his last ten by application, the most frequent first. */
export async function historyOf(reads: Reads, identity: Identity, caller: Caller) {
  const cases = reads.scoped(identity, OF);
  const filters = and(casesOf(caller), live);
  const [last, now] = await Promise.all([
    cases.find(filters, { order: NEWEST, limit: 2 * LAST }),
    cases.find(and(filters, open), { order: NEWEST, limit: 2 * MOST_OPEN, only: [...SHOWN] }),
  ]);
  const counts = new Map<string, number>();
  for (const { application = '' } of last.filter((view) => !('call' in view)).slice(0, LAST))
    counts.set(application, (counts.get(application) ?? 0) + 1);
  const sums = [...counts]
    .map(([application, count]) => ({ application, count }))
    .toSorted((a, b) => b.count - a.count);
  return {
    applications: sums.flatMap(({ application }) => (application === '' ? [] : [application])).slice(0, 2),
    open: now.filter(isWorkedOn).slice(0, MOST_OPEN).map(rowOf),
    last: sums.map(({ application, count }) => (application === '' ? { count } : { application, count })),
  };
}

/** A call for which an incident works is seen as that. */
const isWorkedOn = ({ process, status }: CaseView): boolean =>
  !isProcessKey(process) || !processOf(process).elsewhere.includes(status);

function rowOf({ _id: number, process, title, status, dueAt }: CaseView): Row {
  return { number, process, title, status, dueAt, clock: clockOf(dueAt, Date.now()) };
}

const clockOf = (dueAt: number | null, now: number): string => {
  if (dueAt === null) return 'none';
  if (dueAt <= now) return 'over';
  return dueAt <= now + SOON_MS ? 'soon' : 'running';
};

type Place = { unit: OrgPath; application?: string | undefined };
/** What the unit has open, and the major incidents that may be what he calls about: of the service, or of the unit and above. */
export async function aroundUnit(reads: Reads, identity: Identity, { unit, application }: Place) {
  const ofUnit: CaseFilter = { 'parties.unit': { is: unit }, ...live, ...open };
  const major: CaseFilter = { major: { is: true }, ...live, ...open };
  const near: CaseFilter[] = [
    { ...major, orgPath: { in: orgLineOf(unit) } },
    ...(application === undefined ? [] : [{ ...major, application: { is: application } }]),
  ];
  const cases = reads.scoped(identity, OF);
  const [count, first, majors] = await Promise.all([
    cases.count(ofUnit),
    cases.find(ofUnit, { order: NEWEST, limit: MOST_OPEN, only: [...SHOWN] }),
    reads.scoped(identity, ['incident']).find(near, { order: NEWEST, limit: MOST_MAJORS, only: [...SHOWN, 'orgPath'] }),
  ]);
  const query = new URLSearchParams({ process: OF.join(), unit, open: 'true', mode: 'live' });
  return {
    open: { ...count, query: `/api/cases?${query.toString()}`, items: first.map(rowOf) },
    majors: majors.map(({ _id: number, title, status, application: service, orgPath, openedAt }) => ({
      number,
      title,
      status,
      application: service,
      orgPath,
      openedAt,
    })),
  };
}
