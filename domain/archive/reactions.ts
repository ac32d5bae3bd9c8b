/** Whom the events of a monthly archive tell, and what follows from them. */
import { person } from '../kernel/common/whom.ts';
import type { Audience, Effect, OrgPath } from '../kernel/process.ts';
import type { Archive, Rules } from './state.ts';

type At = { unit: OrgPath };
export const keeperOf = ({ unit }: At): Audience => ({ role: 'records-keeper', orgPath: unit });
export const managerOf = ({ unit }: At): Audience => ({ role: 'project-manager', orgPath: unit });
export const auditorOf = ({ unit }: At): Audience => ({ role: 'auditor', orgPath: unit });
/** Who has the paper, else who keeps the archive. */
export const chasedOf = (archive: Archive, gap: string | undefined): Audience =>
  person(archive.parts?.gap?.[gap ?? '']?.assignees?.[0]) ?? keeperOf(archive);
const keepers = (archive: Archive): Audience[] => [keeperOf(archive), managerOf(archive)];

export const tells: Rules['tells'] = {
  taken: (archive) => [managerOf(archive)],
  gapFound: (archive, { data }) => [chasedOf(archive, data.part)],
  gapCarried: (archive, { data }) => [chasedOf(archive, data.part)],
  gapAssigned: (archive, { data }) => [chasedOf(archive, data.part)],
  gapFilled: (archive, { data }) => (data.found ? [] : [keeperOf(archive)]),
  gapAccepted: (archive, { data }) => [keeperOf(archive), chasedOf(archive, data.part)],
  chainBroken: (archive) => [auditorOf(archive), ...keepers(archive)],
  stuck: keepers,
  halted: (archive) => [auditorOf(archive), ...keepers(archive)],
  brokenAccepted: keepers,
  packaged: (archive) => [keeperOf(archive)],
  signed: (archive, { data }) => (data.side === 'keeper' ? [managerOf(archive)] : []),
  archived: keepers,
};

/** `check`: its cases are listed already. */
const gather = (attempt: number, step: 'collect' | 'check', { scripted, month }: Archive): Effect => ({
  kind: 'gather',
  attempt,
  step,
  month,
  scripted: scripted ?? 'clean',
});

export const follows: NonNullable<Rules['follows']> = {
  created: (_event, archive) => [gather(1, 'collect', archive)],
  checkBegun: ({ data: { attempt } }, archive) => [
    // What was never listed is listed first: a look that was cut off ended before.
    gather(attempt, archive.cases === undefined ? 'collect' : 'check', archive),
  ],
};
