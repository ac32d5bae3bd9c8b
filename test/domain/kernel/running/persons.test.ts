/**
 * Who may do what of a run, from one table: each command, as the run stands then, by each kind of person, in all three processes. The
 * first table is of people who hold every role, so that nothing but their relation to the run is in the way; the second of people
 * without a relation who hold one role each, and of those whose role was taken away in between.
 */
import { processOf } from '../../../../domain/catalogue.ts';
import type { Actor, OrgPath, Role } from '../../../../domain/kernel/process.ts';
import { keptOutOf, runSeats } from '../../../../domain/kernel/running/persons.ts';
import type { OutlineNode } from '../../../../domain/kernel/steps/shapes.ts';
import { RUN_PROCESSES, type RunProcess } from '../../../../domain/processes.ts';
import { BACK_OUT, minutes, WINDOW } from '../../../support/cutover/cutovers.ts';
import { hours } from '../../../support/given.ts';
import { nightOf, SHA, wavesWith } from '../../../support/release/releases.ts';
import { byHand } from '../../../support/runs.ts';
import { people } from '../../../support/sample.ts';
import {
  begunRun,
  type Cast,
  cast,
  checkedCutover,
  raisedRun,
  type Run,
  somebody,
} from '../../../support/running/cast.ts';

// yes; no: not permitted; duties: separation of duties; taken: step-taken; his: commands-already; decide: decision-wanted;
// early: outside-window; himself: confirms-himself
const BY_RELATION = `
                      anyone holder handed other  witness inspector commander former raiser there   builder tester
updateFacts           yes    yes    yes    yes    yes     yes       yes       yes    yes    -       -       -
choosePlans           no     no     no     no     no      no        yes       no     no     -       -       -
authorize             no     no     no     no     no      no        yes       no     no     -       -       -
standDown             no     no     no     no     no      no        yes       no     no     -       -       -
replan                yes    yes    yes    yes    yes     yes       yes       yes    yes    yes     -       -
recordPrecheck        yes    yes    yes    yes    yes     yes       yes       yes    yes    yes     -       -
recordPrecheck=there  himself himself himself himself himself himself himself himself himself yes -       -
arm                   no     no     no     no     no      no        yes       no     no     no      -       -
start                 no     no     no     no     no      no        yes       no     no     no      -       -
cancel                no     no     no     no     no      no        yes       no     no     no      -       -
cancel=release        yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
takeCommand=before    yes    yes    yes    yes    yes     yes       his       yes    yes    yes     yes     yes
planWaves             yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
startBuild            yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
recordBuild           yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
recordTest            yes    yes    yes    yes    yes     yes       yes       yes    yes    -       duties  yes
acceptTest            yes    yes    yes    yes    yes     yes       duties    yes    yes    -       duties  duties
settleChange          no     no     no     no     no      no        no        no     no     -       no      no
openWave              early  early  early  early  early   early     early     early  early  -       early   early
takeStep              yes    taken  yes    yes    yes     duties    duties    duties yes    yes     yes     yes
confirmStep           taken  yes    taken  taken  taken   duties    duties    duties taken  taken   taken   taken
failStep              taken  yes    taken  taken  taken   duties    duties    duties taken  taken   taken   taken
takeStep=free         yes    yes    yes    yes    yes     duties    duties    duties yes    yes     yes     yes
confirmStep=free      yes    yes    yes    yes    yes     duties    duties    duties yes    yes     yes     yes
failStep=free         yes    yes    yes    yes    yes     duties    duties    duties yes    yes     yes     yes
takeStep=decision     decide decide decide decide decide  duties    duties    duties decide decide  decide  decide
confirmStep=decision  decide decide decide decide decide  duties    duties    duties decide decide  decide  decide
failStep=decision     decide decide decide decide decide  duties    duties    duties decide decide  decide  decide
decideStep            no     no     no     no     no      no        yes       no     no     no      no      no
reportStep            no     no     no     no     no      no        no        no     no     no      no      no
noteRectification     no     no     no     no     no      no        no        no     no     no      no      no
noteRectified         no     no     no     no     no      no        no        no     no     no      no      no
skipStep              no     no     no     no     no      no        yes       no     no     no      no      no
witnessStep=skip      yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
refuseWitness=skip    yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
witnessStep           yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
refuseWitness         yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
passGate              yes    duties duties duties yes     yes       duties    duties yes    yes     duties  yes
refuseGate            yes    duties duties duties yes     yes       duties    duties yes    yes     duties  yes
pause                 yes    yes    yes    yes    yes     yes       yes       yes    yes    yes     yes     yes
pause=step            yes    yes    yes    yes    yes     yes       yes       yes    yes    yes     yes     yes
resume                no     no     no     no     no      no        yes       no     no     no      no      no
retryStep             no     no     no     no     no      no        yes       no     no     no      no      no
rollBack              no     no     no     no     no      no        yes       no     no     no      no      no
rollBack=wave         no     no     no     no     no      no        yes       no     no     -       no      no
swap                  no     yes    yes    yes    no      no        yes       no     no     yes     -       -
extendBackOut         yes    duties duties duties yes     yes       duties    duties yes    yes     -       -
takeStep=back         yes    taken  yes    yes    yes     duties    duties    duties yes    yes     yes     yes
confirmStep=back      taken  yes    taken  taken  taken   duties    duties    duties taken  taken   taken   taken
failStep=back         taken  yes    taken  taken  taken   duties    duties    duties taken  taken   taken   taken
retryUndo             no     no     no     no     no      no        yes       no     no     no      no      no
markUndone            no     no     no     no     no      no        yes       no     no     no      no      no
skipUndo              no     no     no     no     no      no        yes       no     no     no      no      no
witnessStep=undone    yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
refuseWitness=undone  yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
witnessStep=keep      yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
refuseWitness=keep    yes    duties duties yes    yes     yes       duties    duties yes    yes     yes     yes
takeCommand           yes    duties duties duties yes     yes       his       yes    yes    yes     yes     yes
approveGate           yes    duties duties duties yes     yes       yes       yes    yes    -       duties  yes
holdGate              yes    yes    yes    yes    yes     yes       yes       yes    yes    -       duties  yes
refuseGate=wave       yes    yes    yes    yes    yes     yes       yes       yes    yes    -       duties  yes
extendWindow          yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
retryWave             yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
leaveOut              yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
confirmService        yes    duties duties duties yes     yes       duties    duties yes    yes     duties  yes
refuseService         yes    duties duties duties yes     yes       duties    duties yes    yes     duties  yes
report                no     no     no     no     no      no        yes       no     no     no      -       -
close                 yes    yes    yes    yes    yes     yes       yes       yes    yes    -       yes     yes
correct               yes    duties duties duties yes     yes       duties    duties yes    yes     yes     yes
relieve               no     no     no     no     no      no        no        no     no     no      no      no
requeue               no     no     no     no     no      no        no        no     no     no      no      no
`;

// `-far`: the same role in another branch. `-lost`: he held every role, and holds none any more; the commander is an engineer still.
const BY_ROLE = `
                      engineer engineer-far quality supervisor supervisor-far owner customer customer-far user user-far desk auditor holder-lost commander-lost raiser-lost
updateFacts           yes      no           no      yes        no             yes   no       no           no   no       no   no      no          yes            no
choosePlans           no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
authorize             no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
standDown             no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
replan                yes      no           no      yes        no             yes   no       no           no   no       no   no      no          yes            no
recordPrecheck        yes      no           no      yes        no             yes   no       no           no   no       no   no      no          yes            no
recordPrecheck=there  himself  no           no      himself    no             himself no     no           no   no       no   no      no          himself        no
arm                   no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
start                 no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
cancel                no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
cancel=release        no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
takeCommand=before    no       no           no      yes        no             yes   no       no           no   no       no   no      no          no             no
planWaves             no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
startBuild            no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
recordBuild           yes      no           no      no         no             no    no       no           no   no       no   no      no          yes            no
recordTest            yes      no           yes     no         no             no    no       no           no   no       no   no      no          yes            no
acceptTest            no       no           no      no         no             no    yes      no           no   no       no   no      no          no             no
settleChange          no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
openWave              no       no           no      no         no             early no       no           no   no       no   no      no          no             no
takeStep              yes      no           no      no         no             no    no       no           no   no       no   no      no          duties         no
confirmStep           taken    no           no      no         no             no    no       no           no   no       no   no      no          duties         no
failStep              taken    no           no      no         no             no    no       no           no   no       no   no      no          duties         no
takeStep=free         yes      no           no      no         no             no    no       no           no   no       no   no      no          duties         no
confirmStep=free      yes      no           no      no         no             no    no       no           no   no       no   no      no          duties         no
failStep=free         yes      no           no      no         no             no    no       no           no   no       no   no      no          duties         no
takeStep=decision     decide   no           no      no         no             no    no       no           no   no       no   no      no          duties         no
confirmStep=decision  decide   no           no      no         no             no    no       no           no   no       no   no      no          duties         no
failStep=decision     decide   no           no      no         no             no    no       no           no   no       no   no      no          duties         no
decideStep            no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
reportStep            no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
noteRectification     no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
noteRectified         no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
skipStep              no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
witnessStep=skip      yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
refuseWitness=skip    yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
witnessStep           yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
refuseWitness         yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
passGate              no       no           yes     no         no             no    no       no           no   no       no   no      no          no             no
refuseGate            no       no           yes     no         no             no    no       no           no   no       no   no      no          no             no
pause                 no       no           no      yes        no             yes   no       no           no   no       no   no      no          no             no
pause=step            yes      no           no      no         no             no    no       no           no   no       no   no      no          yes            no
resume                no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
retryStep             no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
rollBack              no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
rollBack=wave         no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
swap                  no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
extendBackOut         no       no           no      yes        no             yes   no       no           no   no       no   no      no          no             no
takeStep=back         yes      no           no      no         no             no    no       no           no   no       no   no      no          duties         no
confirmStep=back      taken    no           no      no         no             no    no       no           no   no       no   no      no          duties         no
failStep=back         taken    no           no      no         no             no    no       no           no   no       no   no      no          duties         no
retryUndo             no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
markUndone            no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
skipUndo              no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
witnessStep=undone    yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
refuseWitness=undone  yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
witnessStep=keep      yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
refuseWitness=keep    yes      no           no      yes        no             yes   no       no           no   no       no   no      no          duties         no
takeCommand           no       no           no      yes        no             yes   no       no           no   no       no   no      no          no             no
approveGate           no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
holdGate              no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
refuseGate=wave       no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
extendWindow          no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
retryWave             no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
leaveOut              no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
confirmService        no       no           no      no         no             no    yes      no           yes  no       no   no      no          no             no
refuseService         no       no           no      no         no             no    yes      no           yes  no       no   no      no          no             no
report                no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
close                 no       no           no      no         no             yes   no       no           no   no       no   no      no          no             no
correct               no       no           no      yes        no             no    no       no           no   no       yes  no      no          no             no
relieve               no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
requeue               no       no           no      no         no             no    no       no           no   no       no   no      no          no             no
`;

type Table = ReadonlyMap<string, Readonly<Record<string, string>>>;
function tableIn(text: string): Table {
  const [head = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const columns = head.trim().split(/\s+/);
  return new Map(
    lines.map((line) => {
      const [name = '', ...cells] = line.trim().split(/\s+/);
      if (cells.length !== columns.length) throw new Error(`${name} has ${cells.length} cells`);
      return [name, Object.fromEntries(columns.map((column, n) => [column, cells[n] ?? '']))] as const;
    }),
  );
}
const WORDS: Readonly<Record<string, string>> = {
  'not-permitted': 'no',
  'separation-of-duties': 'duties',
  'step-taken': 'taken',
  'commands-already': 'his',
  'decision-wanted': 'decide',
  'outside-window': 'early',
  'confirms-himself': 'himself',
};

const log = { evidence: 'Log 7' };
const why = { reason: 'So it is' };
const checks = { checks: 'Paid' };
const found = { class: 'minor', findings: 'A label' };
const build = { artefact: 'store/7.zip', sha256: SHA, notes: 'None' };
const { anyone, holder, handed, other, witness, inspector, commander, former, raiser, there, builder, tester } = cast;
const only = (role: Role, orgPath: OrgPath, unit: OrgPath = orgPath): Actor =>
  somebody(`${role}@${orgPath}`, unit, { role, orgPath });

/** Of a run whose cases are of `unit`. */
const byRole = (unit: OrgPath): Readonly<Record<string, Actor>> => ({
  engineer: only('engineer', '/dx'),
  'engineer-far': only('engineer', '/dx/xiling'),
  quality: only('quality-lead', '/dx'),
  supervisor: only('supervisor', '/dx'),
  'supervisor-far': only('supervisor', '/dx/xiling'),
  owner: only('process-owner', '/dx'),
  customer: only('customer-representative', '/dx'),
  'customer-far': only('customer-representative', '/dx/xiling'),
  user: only('requester', unit),
  'user-far': only('requester', '/dx/xiling/court'),
  desk: only('desk-agent', '/dx'),
  auditor: only('auditor', '/dx'),
  'holder-lost': { ...holder, grants: [] },
  'raiser-lost': { ...raiser, grants: [] },
});

type Look = { name: string; data?: object; part?: string };
/** What each may do now, and it is not done: by the name of the row. */
class Looking {
  readonly relations = new Map<string, Record<string, string>>();
  readonly roles = new Map<string, Record<string, string>>();
  readonly commands = new Set<string>();
  private readonly process: RunProcess;

  constructor(process: RunProcess) {
    this.process = process;
  }

  /** `leads`: who commands now. */
  at({ one }: Run, { leads }: { leads: Actor }, ...looks: readonly Look[]): void {
    const relations: Readonly<Record<Cast, Actor>> = {
      ...cast,
      commander: leads,
      former: leads === former ? commander : former,
    };
    const roles = {
      ...byRole(one.view.orgPath),
      'commander-lost': { ...leads, grants: [{ role: 'engineer', orgPath: '/dx' }] } satisfies Actor,
    };
    for (const { name, data = {}, part } of looks) {
      const [command = ''] = name.split('=');
      const says = (all: Readonly<Record<string, Actor>>) =>
        Object.fromEntries(
          Object.entries(all).map(([who, actor]) => {
            const code = one.judged(actor, command, data, part);
            return [who, WORDS[code] ?? code];
          }),
        );
      this.commands.add(command);
      this.relations.set(name, this.ofProcess(says(relations)));
      this.roles.set(name, says(roles));
    }
  }

  /** Who has no place in a run of this process is not asked. */
  private ofProcess(all: Record<string, string>): Record<string, string> {
    const absent: readonly string[] = [
      ...(this.process === 'cutover' ? [] : ['there']),
      ...(this.process === 'release' ? [] : ['builder', 'tester']),
    ];
    return Object.fromEntries(Object.entries(all).filter(([who]) => !absent.includes(who)));
  }
}

const gate = (id: string): OutlineNode => ({ node: 'gate', id, kind: 'check', role: 'quality-lead' });
const choices = [{ id: 'go' }];
const NONE = undefined as never;
const plan: readonly OutlineNode[] = [
  byHand('p', { witness: true, undo: NONE }),
  gate('q'),
  byHand('s', { witness: true, skippable: true }),
  byHand('t', { undo: NONE }),
  gate('g'),
  byHand('d', { kind: 'decision', choices, undo: NONE }),
  byHand('z', { undo: NONE }),
];

/** Until somebody stands in every relation to it: `s` is the step that it is about. */
function underWay(process: RunProcess, waves: readonly number[] = [1]): Run {
  const run = begunRun[process]({ nodes: plan, waves });
  const { one, id } = run;
  one.give(other, 'confirmStep', log, id('p'));
  one.give(witness, 'witnessStep', {}, id('p'));
  one.give(inspector, 'passGate', log, id('q'));
  one.give(commander, 'takeCommand', why);
  one.give(handed, 'takeStep', {}, id('s'));
  one.give(holder, 'takeStep', {}, id('s'));
  return run;
}

const before: Readonly<Record<RunProcess, (looking: Looking) => void>> = {
  failover(looking) {
    const run = raisedRun.failover({ nodes: plan });
    const { planHash } = run.one.view['proposal'] as unknown as { planHash: string };
    looking.at(
      run,
      { leads: former },
      { name: 'updateFacts', data: { facts: {}, ...log } },
      { name: 'choosePlans', data: { runbooks: ['standby'], ...why } },
      { name: 'authorize', data: { planHash, customerTold: 'The bureau' } },
      { name: 'standDown', data: why },
      { name: 'takeCommand=before', data: why },
    );
  },
  cutover(looking) {
    const run = raisedRun.cutover({ nodes: plan });
    const { one } = run;
    const planned = { runbook: 'new-server', backOutMinutes: 60, people: [{ person: there.id, as: 'server' }], ...why };
    const window = { from: one.world.now + hours(12), until: one.world.now + hours(16) };
    looking.at(
      run,
      { leads: former },
      { name: 'replan', data: { ...planned, window } },
      {
        name: 'recordPrecheck',
        data: { ...log, versions: { live: { os: 'EulerOS 2' }, spare: { os: 'EulerOS 2' } } },
        part: 'pre-spare',
      },
      { name: 'recordPrecheck=there', data: log, part: 'pre-person-1' },
      { name: 'cancel', data: why },
      { name: 'takeCommand=before', data: why },
    );
  },
  release(looking) {
    const run = raisedRun.release({ nodes: plan });
    const { one } = run;
    const waves = { runbook: 'install', waves: wavesWith(1) };
    const at = (...looks: readonly Look[]) => looking.at(run, { leads: former }, ...looks);
    at(
      { name: 'planWaves', data: waves },
      { name: 'cancel=release', data: why },
      { name: 'takeCommand=before', data: why },
    );
    one.give(raiser, 'planWaves', waves);
    at({ name: 'startBuild', data: { scope: 'All' } });
    one.give(raiser, 'startBuild', { scope: 'All' });
    at({ name: 'recordBuild', data: build });
    one.give(builder, 'recordBuild', build);
    const tested = { result: 'passed', sha256: SHA, ...log };
    at({ name: 'recordTest', data: tested });
    one.give(tester, 'recordTest', tested);
    const accepted = { sha256: SHA, signature: 'Ms Wu' };
    at({ name: 'acceptTest', data: accepted });
    one.give(anyone, 'acceptTest', accepted);
    const settled = { change: 'CHG-000001', outcome: 'scheduled' };
    at({ name: 'settleChange', data: settled });
    one.give(people.system, 'settleChange', settled);
    at({ name: 'openWave', part: 'w1' });
  },
};

/** What stands between its prechecks and its first step. */
function armed(looking: Looking): void {
  const run = checkedCutover({ nodes: plan });
  const { one } = run;
  looking.at(run, { leads: former }, { name: 'arm' });
  one.give(former, 'arm');
  one.to(WINDOW.from + hours(1));
  looking.at(run, { leads: former }, { name: 'start', data: { rollCall: [there.id] } });
}

/** On to its end. */
function forward(looking: Looking, process: RunProcess): void {
  const run = underWay(process);
  const { one, id } = run;
  const at = (...looks: readonly Look[]) => looking.at(run, { leads: commander }, ...looks);
  const s = id('s');
  at(
    { name: 'takeStep', part: s },
    { name: 'confirmStep', data: log, part: s },
    { name: 'failStep', data: why, part: s },
    { name: 'reportStep', data: { attempt: 1, what: 'do', outcome: 'done' }, part: s },
    { name: 'noteRectification', data: { rectification: 'REC-000009' } },
    { name: 'noteRectified', data: { rectification: 'REC-000009', outcome: 'closed' } },
    { name: 'skipStep', data: why, part: s },
    { name: 'pause', data: why },
    { name: 'pause=step', data: why, part: s },
    { name: 'rollBack', data: why },
    { name: 'takeCommand', data: why },
    { name: 'correct', data: { contact: '0571 9999', ...why } },
    { name: 'relieve', data: { person: holder.id, ...why } },
    { name: 'requeue', data: { from: 'donghu-l2', queue: 'dx-l2', ...why } },
    ...(process === 'cutover'
      ? [
          { name: 'swap', data: { fault: 'It smokes' } },
          { name: 'extendBackOut', data: { until: BACK_OUT + minutes(5), ...why } },
        ]
      : []),
    ...(process === 'release'
      ? [
          { name: 'rollBack=wave', data: why, part: 'w1' },
          { name: 'extendWindow', data: { until: nightOf(0).until + hours(1), ...why }, part: 'w1' },
        ]
      : []),
  );
  one.give(commander, 'skipStep', why, s);
  at({ name: 'witnessStep=skip', part: s }, { name: 'refuseWitness=skip', data: why, part: s });
  one.give(anyone, 'refuseWitness', why, s);
  one.give(holder, 'confirmStep', log, s);
  at({ name: 'witnessStep', part: s }, { name: 'refuseWitness', data: why, part: s });
  one.give(witness, 'witnessStep', {}, s);
  const t = id('t');
  at(
    { name: 'takeStep=free', part: t },
    { name: 'confirmStep=free', data: log, part: t },
    { name: 'failStep=free', data: why, part: t },
  );
  one.give(holder, 'confirmStep', log, t);
  at({ name: 'passGate', data: log, part: id('g') }, { name: 'refuseGate', data: found, part: id('g') });
  one.give(inspector, 'passGate', log, id('g'));
  const d = id('d');
  at(
    { name: 'takeStep=decision', part: d },
    { name: 'confirmStep=decision', data: log, part: d },
    { name: 'failStep=decision', data: why, part: d },
    { name: 'decideStep', data: { choice: 'go', ...why }, part: d },
  );
  one.give(commander, 'decideStep', { choice: 'go', ...why }, d);
  one.give(commander, 'pause', why);
  at({ name: 'resume', data: why });
  one.give(commander, 'resume', why);
  one.give(holder, 'failStep', why, id('z'));
  at({ name: 'retryStep', data: why, part: id('z') });
  one.give(commander, 'retryStep', why, id('z'));
  one.give(holder, 'confirmStep', log, id('z'));
  if (process === 'release') {
    one.to(one.view.readings['soak~g1']?.dueAt ?? 0);
    at(
      { name: 'approveGate', data: { sha256: SHA }, part: 'g1' },
      { name: 'holdGate', data: why, part: 'g1' },
      { name: 'refuseGate=wave', data: found, part: 'g1' },
    );
    one.give(anyone, 'approveGate', { sha256: SHA }, 'g1');
  }
  at({ name: 'confirmService', data: checks }, { name: 'refuseService', data: { ...checks, ...why } });
  one.give(raiser, 'confirmService', checks);
  if (process === 'release') at({ name: 'close', data: { outcome: 'successful', review: 'Smooth' } });
  else
    at({
      name: 'report',
      data: { good: 'Fast', bad: 'Phones', actions: [], ...(process === 'failover' ? { dataLossMinutes: 0 } : {}) },
    });
}

/** And back again. */
function backward(looking: Looking, process: RunProcess): void {
  const run = underWay(process, [1, 1]);
  const { one, id } = run;
  const at = (...looks: readonly Look[]) => looking.at(run, { leads: commander }, ...looks);
  const s = id('s');
  one.give(holder, 'confirmStep', log, s);
  one.give(witness, 'witnessStep', {}, s);
  one.give(commander, 'rollBack', why, process === 'release' ? 'w1' : undefined);
  expect(one.part(s)).toMatchObject({ status: 'undoing', assignees: [holder.id] });
  at(
    { name: 'takeStep=back', part: s },
    { name: 'confirmStep=back', data: log, part: s },
    { name: 'failStep=back', data: why, part: s },
  );
  one.give(holder, 'failStep', why, s);
  at(
    { name: 'retryUndo', data: why, part: s },
    { name: 'markUndone', data: log, part: s },
    { name: 'skipUndo', data: why, part: s },
  );
  one.give(commander, 'markUndone', log, s);
  at({ name: 'witnessStep=undone', part: s }, { name: 'refuseWitness=undone', data: why, part: s });
  one.give(anyone, 'refuseWitness', why, s);
  one.give(commander, 'skipUndo', why, s);
  at({ name: 'witnessStep=keep', part: s }, { name: 'refuseWitness=keep', data: why, part: s });
  one.give(anyone, 'witnessStep', {}, s);
  if (process === 'release')
    at({ name: 'retryWave', data: why, part: 'w1' }, { name: 'leaveOut', data: why, part: 'w1' });
}

/** Commands that every case takes and that no part of a plan hears of; and the intake, before which there is nobody. */
const OF_EVERY_CASE = [
  'create',
  'comment',
  'attach',
  'amend',
  'link',
  'unlink',
  'noteLink',
  'noteUnlink',
  'noteFiles',
  'follow',
  'unfollow',
  'addWatcher',
  'removeWatcher',
  'tag',
  'untag',
  'logTime',
  'correctTime',
  'acknowledge',
  'urge',
  'answerUrge',
  'supervise',
  'answerSupervision',
  'liftSupervision',
  'retarget',
];

describe.each(RUN_PROCESSES)('%s', (process) => {
  const looking = new Looking(process);
  beforeAll(() => {
    before[process](looking);
    if (process === 'cutover') armed(looking);
    forward(looking, process);
    backward(looking, process);
  });

  test.each([
    ['his relation to the run', BY_RELATION, 'relations'],
    ['the roles that he holds', BY_ROLE, 'roles'],
  ] as const)('each command is for whom the table says, by %s', (_by, text, of) => {
    const table = tableIn(text);
    const seen = looking[of];
    expect(seen.size).toBeGreaterThan(30);
    const wanted = [...seen].map(([name, cells]) => {
      const row = table.get(name) ?? {};
      return [name, Object.fromEntries(Object.keys(cells).map((who) => [who, row[who]]))];
    });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(wanted));
  });

  test('no command of it is left out, and what every case takes moves neither it nor a part', () => {
    const { lifecycle } = processOf(process);
    const commands = [...new Set(lifecycle.flatMap((row) => (isOfTime(row.who) ? [] : [row.command])))];
    expect(commands.filter((one) => !looking.commands.has(one) && !OF_EVERY_CASE.includes(one))).toEqual([]);
    const moving = lifecycle.filter(
      ({ command, from, to, part, also }) =>
        command !== 'create' && OF_EVERY_CASE.includes(command) && (part || also || !(to === '=' || to === from)),
    );
    expect(moving).toEqual([]);
  });
});

const isOfTime = (who: readonly { by: readonly string[] }[]): boolean => who.some(({ by }) => by.includes('time'));

test('each row of both tables was looked at', () => {
  const rows = [BY_RELATION, BY_ROLE].map((text) => [...tableIn(text).keys()].toSorted());
  expect(rows[0]).toEqual(rows[1]);
});

test('nobody is rung up for what he is kept out of, and nobody gets a step or the command who may not', () => {
  const state = {
    commander: 'head',
    formerCommanders: ['owner'],
    inspectors: ['quality'],
    performers: ['li', 'zhao'],
  };
  const step = { assignees: ['li'], had: ['zhao'], asked: { what: 'done', by: 'wu', from: 'waiting-human' } } as const;
  const commanders = ['head', 'owner'];
  expect(keptOutOf('confirmStep', state, step)).toEqual([...commanders, 'quality']);
  expect(keptOutOf('witnessStep', state, step)).toEqual([...commanders, 'li', 'zhao', 'wu']);
  expect(keptOutOf('witnessStep', state, {})).toEqual(commanders);
  expect(keptOutOf('witnessStep', state)).toEqual(commanders);
  for (const command of ['passGate', 'confirmService'])
    expect(keptOutOf(command, state, step)).toEqual([...commanders, 'li', 'zhao']);
  for (const command of ['decideStep', undefined]) expect(keptOutOf(command, state, step)).toEqual([]);
  for (const command of ['confirmStep', 'witnessStep', 'passGate']) expect(keptOutOf(command, {})).toEqual([]);
  expect(runSeats(state)).toEqual({
    commander: 'head',
    neverHeirs: ['li', 'zhao'],
    neverHands: [...commanders, 'quality'],
  });
  expect(runSeats({})).toEqual({ commander: undefined, neverHeirs: [], neverHands: [] });
});
