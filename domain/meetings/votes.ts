/** Votes of a commit that are of one person: cast by him, recorded of him, or cast for him. Pure. */
import type { Commit, Millis } from '../kernel/process.ts';

export const DECIDED = ['approve', 'reject', 'abstain', 'withdrawn'] as const;
export type Decided = (typeof DECIDED)[number];
export type VoteCast = {
  number: string;
  at: Millis;
  decision: Decided;
  stage: string;
  seat: string;
  /** Whose vote it is. */
  by: string;
  /** Whom he stood in for. */
  for?: string;
  reason?: string;
  /** SHA-256 of the sheet as it was shown; absent where a vote was withdrawn. */
  planHash?: string;
  /** The chair who wrote it down, and the meeting in which it was cast. */
  recordedBy?: string;
  meeting?: string;
};
const SAYS: Readonly<Record<string, Decided>> = {
  approved: 'approve',
  rejected: 'reject',
  abstained: 'abstain',
  voteWithdrawn: 'withdrawn',
};

/** In the order of its events. Throws nothing. */
export function votesIn({ caseId, at, by, events }: Pick<Commit, 'caseId' | 'at' | 'by' | 'events'>, person: string) {
  return events.flatMap(({ type, data }): VoteCast[] => {
    const decision = SAYS[type.split('.').at(-1) ?? ''];
    const said = (name: string): string | undefined => {
      const value: unknown = Reflect.get(data, name);
      return typeof value === 'string' ? value : undefined;
    };
    const [stage, seat, voter, principal, meeting] = ['stage', 'seat', 'voter', 'for', 'meeting'].map(said);
    if (decision === undefined || stage === undefined || seat === undefined) return [];
    const whose = voter ?? by.id;
    if (whose !== person && principal !== person) return [];
    const [reason, planHash] = [said('reason'), said('planHash')];
    return [
      {
        number: caseId,
        at,
        decision,
        stage,
        seat,
        by: whose,
        ...(principal === undefined ? {} : { for: principal }),
        ...(reason === undefined ? {} : { reason }),
        ...(planHash === undefined ? {} : { planHash }),
        ...(voter === undefined ? {} : { recordedBy: by.id }),
        ...(meeting === undefined ? {} : { meeting }),
      },
    ];
  });
}
