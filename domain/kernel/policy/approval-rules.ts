/** What an approval policy must be to be published. */
import { openRound } from '../approval/round.ts';
import type { ApprovalPolicy, Seat, Stage } from '../approval/shapes.ts';
import { DomainError, fieldFault } from '../errors.ts';
import type { AnyProcess, FieldError } from '../process.ts';

type Source = Omit<ApprovalPolicy, 'id' | 'version'>;
/** What a process says of its approvals; absent: it has none, and knows no parties. */
type Known = NonNullable<AnyProcess['approves']>;

/**
 * Every fault of a policy, each with its pointer: what is said twice, parties that its process does not know or that may vote
 * nowhere, chairs and required seats where they mean nothing, a quorum without its chair. Throws nothing.
 */
export function approvalProblems({ stages }: Source, { parties, never }: Known): FieldError[] {
  const keys = stages.map(({ key }) => key);
  const ids = stages.flatMap(({ seats }) => seats.map(({ id }) => id));
  let before = 0; // seats of the stages before
  return stages.flatMap((stage, s) => {
    const at = `/stages/${s}`;
    const from = before;
    before += stage.seats.length;
    return [
      ...fieldFault(keys.indexOf(stage.key) < s, `${at}/key`, 'said-twice'),
      ...(stage.not ?? []).flatMap((party, n) => fieldFault(!parties.includes(party), `${at}/not/${n}`, 'unknown')),
      ...chairProblems(stage, at),
      ...stage.seats.flatMap((seat, n) => [
        ...fieldFault(ids.indexOf(seat.id) < from + n, `${at}/seats/${n}/id`, 'said-twice'),
        ...seatProblems(stage, n, { at: `${at}/seats/${n}`, parties, never }),
      ]),
    ];
  });
}

function chairProblems({ rule, seats }: Stage, at: string): FieldError[] {
  const chairs = seats.flatMap(({ chair }, n) => (chair ? [n] : []));
  if (rule === 'quorum')
    return [
      ...fieldFault(chairs.length === 0, `${at}/seats`, 'chair-missing'),
      ...chairs.slice(1).map((n) => ({ pointer: `${at}/seats/${n}/chair`, code: 'said-twice' })),
    ];
  return seats.flatMap(({ chair, required }, n) => [
    ...fieldFault(chair === true, `${at}/seats/${n}/chair`, 'only-quorum'),
    ...fieldFault(required === true, `${at}/seats/${n}/required`, 'only-quorum'),
  ]);
}

function seatProblems(
  { seats, not = [] }: Stage,
  n: number,
  { at, parties, never }: Known & { at: string },
): FieldError[] {
  const seat = seats[n];
  if (!seat) return [];
  const { of, deputy } = seat;
  const party = 'party' in of ? of.party : undefined;
  return [
    ...fieldFault(seats.findIndex((other) => holderOf(other) === holderOf(seat)) < n, `${at}/of`, 'said-twice'),
    ...fieldFault(party !== undefined && !parties.includes(party), `${at}/of/party`, 'unknown'),
    ...fieldFault(party !== undefined && [...not, ...never].includes(party), `${at}/of/party`, 'shut-out'),
    ...fieldFault('person' in of && deputy === of.person, `${at}/deputy`, 'unchanged'),
  ];
}

function holderOf({ of }: Seat): string {
  if ('person' in of) return `person ${of.person}`;
  return 'party' in of ? `party ${of.party}` : `role ${of.role} ${of.orgPath ?? ''}`;
}

/**
 * The stage that nobody could decide, of a policy without other faults. `sitters`: by seat, who could take it; absent for a seat
 * that only a case fills (a party, a role at the organisation of the case): somebody is taken to be there. Throws nothing.
 */
export function undecidableStage(source: Source, sitters: Readonly<Record<string, readonly string[]>>): FieldError[] {
  const stages = source.stages.map((stage) => ({
    ...stage,
    not: [],
    seats: stage.seats.map(({ id, chair }) => ({ id, ...(chair ? { chair } : {}), of: { person: id } })),
  }));
  const ids = stages.flatMap(({ seats }) => seats.map(({ id }) => id));
  const all = Object.fromEntries(ids.map((id) => [id, sitters[id] ?? [`~${id}`]]));
  try {
    const policy = { ...source, id: 'draft', version: 1, stages };
    openRound({ policy, shown: '', sitters: all, parties: {}, never: [], now: 0 });
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const at = stages.findIndex(({ key }) => key === error.params['stage']);
    return [{ pointer: `/stages/${at}`, code: 'undecidable', params: error.params }];
  }
}
