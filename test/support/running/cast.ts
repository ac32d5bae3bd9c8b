/**
 * Test support: a run of each process with somebody in every relation to it. Each of them holds every role that works on cases, for
 * all of the province, so that nothing but his relation stands in his way.
 */
import type { Facts } from '../../../domain/kernel/facts.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import type { Actor, Grant, OrgPath } from '../../../domain/kernel/process.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { RunProcess } from '../../../domain/processes.ts';
import { met, offered, wanted, WINDOW } from '../cutover/cutovers.ts';
import { hours } from '../given.ts';
import { nightOf, raised as raisedRelease, SHA, steps, wavesWith } from '../release/releases.ts';
import { hashOf, outlineWith, raised, RunCase, runbook } from '../runs.ts';
import { people } from '../sample.ts';

/** Somebody with these roles. */
export const somebody = (id: string, unit: OrgPath, ...grants: Grant[]): Actor => ({
  id,
  kind: 'person',
  unit,
  teams: [],
  grants,
});
/** The same with all of them. */
export const withEveryRole = (id: string): Actor =>
  somebody(id, '/dx', ...(['requester', ...STAFF] as const).map((role) => ({ role, orgPath: '/dx' }) as const));

export const cast = {
  /** Has nothing to do with it. */
  anyone: withEveryRole('anyone'),
  /** Has the step that it is about, or did it. */
  holder: withEveryRole('holder'),
  /** Had that step before. */
  handed: withEveryRole('handed'),
  /** Performed another step. */
  other: withEveryRole('other'),
  /** Witnessed another step. */
  witness: withEveryRole('witness'),
  /** Let a gate pass. */
  inspector: withEveryRole('inspector'),
  commander: withEveryRole('commander'),
  /** Commanded it before. */
  former: withEveryRole('former'),
  /** Raised it. */
  raiser: withEveryRole('raiser'),
  /** Of a cutover: answered its roll call. */
  there: withEveryRole('there'),
  /** Of a release: built it, tested that. */
  builder: withEveryRole('builder'),
  tester: withEveryRole('tester'),
} as const;
export type Cast = keyof typeof cast;
const { former, raiser, there, builder, tester, anyone } = cast;

/** A run, and what the parts of its plan are called in it: those of a release stand at its first site. */
export type Run = { one: RunCase; id: (part: string) => string };
type Wanted = { nodes: readonly OutlineNode[]; waves?: readonly number[] };

const asFact = ({ id, unit, grants }: Actor): NonNullable<Facts['person']> => ({
  id,
  active: true,
  teams: [],
  unit,
  grants,
  answers: true,
});
const led = { person: asFact(former) };

/** Raised by the raiser, commanded by the former commander; nothing of it is authorised, armed, or built. */
export const raisedRun: Readonly<Record<RunProcess, (asked: Wanted) => Run>> = {
  failover: ({ nodes }) => {
    const facts = { ...led, runbooks: [runbook('standby', 'standby-node', outlineWith(...nodes))] };
    return { one: new RunCase('failover', raiser, { ...raised, commander: former.id }, facts), id: (part) => part };
  },
  cutover: ({ nodes }) => {
    const facts = { ...offered(...nodes), ...led, people: { [there.id]: asFact(there) } };
    const data = { ...wanted, commander: former.id, people: [{ person: there.id, as: 'server' }] };
    return { one: new RunCase('cutover', raiser, data, facts), id: (part) => part };
  },
  release: ({ nodes }) => {
    const facts = { ...steps(...nodes), ...led };
    const one = new RunCase('release', raiser, { ...raisedRelease, commander: former.id }, facts);
    return { one, id: (part) => `w1-01-${part}` };
  },
};

/** A cutover whose prechecks are met. */
export function checkedCutover(asked: Wanted): Run {
  const run = raisedRun.cutover(asked);
  for (const part of ['pre-spare', 'pre-modules', 'pre-backup'])
    run.one.give(anyone, 'recordPrecheck', met[part]?.[2], part);
  run.one.give(there, 'recordPrecheck', { evidence: 'I will be there' }, 'pre-person-1');
  return run;
}

/** The same under way. `waves`: of a release, sites of each; absent: one wave of one. */
export const begunRun: Readonly<Record<RunProcess, (asked: Wanted) => Run>> = {
  failover: (asked) => {
    const run = raisedRun.failover(asked);
    run.one.give(former, 'authorize', { planHash: hashOf(run.one), customerTold: 'The bureau, by phone' });
    return run;
  },
  cutover: (asked) => {
    const run = checkedCutover(asked);
    run.one.give(former, 'arm');
    run.one.to(WINDOW.from + hours(1)).give(former, 'start', { rollCall: [there.id] });
    return run;
  },
  release: (asked) => {
    const { waves = [1] } = asked;
    const run = raisedRun.release(asked);
    const { one } = run;
    one.give(raiser, 'planWaves', { runbook: 'install', waves: wavesWith(...waves) });
    one.give(raiser, 'startBuild', { scope: 'All of it' });
    one.give(builder, 'recordBuild', { artefact: 'store/7.zip', sha256: SHA, notes: 'None' });
    one.give(tester, 'recordTest', { result: 'passed', sha256: SHA, evidence: 'Report 7' });
    one.give(anyone, 'acceptTest', { sha256: SHA, signature: 'Ms Wu' });
    one.give(people.system, 'settleChange', { change: 'CHG-000001', outcome: 'scheduled' });
    one.to(nightOf(0).from + MINUTE);
    return run;
  },
};
