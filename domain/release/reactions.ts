/** Whom a release's events tell, and what follows from them. */
import { goingAlong } from '../kernel/common/links.ts';
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Audience, Effect, Mode } from '../kernel/process.ts';
import { runFollows } from '../kernel/running/reactions.ts';
import { commanderOf, runTells } from '../kernel/running/waits.ts';
import { startOf } from '../starts.ts';
import type { Release, Rules } from './state.ts';
import { itemsAt, partsOfKind } from './waves.ts';

/** Of the reason of a change. */
const MOST_LETTERS = 8000;

/** Who accepts it, and confirms the service, for its customer. */
export const customerOf = ({ unit }: Pick<Release, 'unit'>): Audience => ({
  role: 'customer-representative',
  orgPath: unit,
});
export const engineersOf = ({ unit }: Pick<Release, 'unit'>): Audience => ({ role: 'engineer', orgPath: unit });
const isWaveGate = (release: Release, id: string): boolean => partsOfKind(release, 'gate').some((one) => one.id === id);
const leads = (release: Release) => [commanderOf(release), ownerOf(release)];
const all = (release: Release) => [person(release.reporter), commanderOf(release), ...watching(release, [])];

export const tells: Rules['tells'] = {
  ...runTells<Release>(),
  created: (release) => [commanderOf(release), supervisorOf(release)],
  buildStarted: (release) => [engineersOf(release)],
  buildRecorded: (release) => [engineersOf(release), commanderOf(release)],
  testRecorded: (release, { data: { result } }) =>
    result === 'passed' ? [customerOf(release), commanderOf(release)] : [person(release.builder), commanderOf(release)],
  testAccepted: leads,
  // Where it halts for it, its commander is told that it stands.
  changeSettled: (release, { data: { outcome } }) =>
    release.status === 'deploying' && outcome !== 'scheduled' ? [ownerOf(release)] : leads(release),
  // Taken back for it, its wave says so to all.
  gateRefused: (release, { data: { class: grave, part } }) =>
    grave === 'major' && isWaveGate(release, part) ? [] : [commanderOf(release)],
  waveOpened: (release) => [commanderOf(release), ...watching(release, [])],
  waveBarred: leads,
  drillAdmitted: leads,
  soakStarted: leads,
  soaked: leads,
  gateApproved: (release) => [commanderOf(release), ...watching(release, [])],
  gateHeld: (release) => [commanderOf(release), supervisorOf(release)],
  windowExtended: (release) => [commanderOf(release)],
  waveRolledBack: (release) => [...leads(release), supervisorOf(release), ...watching(release, [])],
  waveRetried: (release) => [commanderOf(release)],
  leftOut: (release) => [commanderOf(release), ...watching(release, [])],
  stepsEnded: (release) => [customerOf(release), commanderOf(release)],
  closed: (release) => [...all(release), customerOf(release)],
  canceled: (release) => [...all(release), supervisorOf(release)],
};

/** The change for the whole hears that there is nothing left to be changed. */
const changeTold = (
  caseId: string,
  { change }: Pick<Release, 'change'>,
  outcome: 'canceled' | 'rolled-back',
  reason?: string,
): Effect[] =>
  goingAlong('change', change, {
    command: 'noteRelease',
    data: { release: caseId, outcome, ...(reason === undefined ? {} : { reason }) },
  });

/** What its items are at these sites from now on, in the register of items; `back`: what they were before. Of a drill nothing. */
function installing(mode: Mode, release: Release, sites: readonly string[], back?: true): Effect[] {
  const at = mode === 'drill' ? {} : itemsAt(release, sites);
  if (Object.keys(at).length === 0) return [];
  return [{ kind: 'install', at, appVersion: release.appVersion, ...(back ? { back } : {}) }];
}
/** Of a site that never came to be verified there is nothing to be taken back. */
const takingBack = (mode: Mode, release: Release, also: Readonly<Record<string, string>>): Effect[] =>
  installing(
    mode,
    release,
    Object.entries(also).flatMap(([id, status]) => (status === 'rolled-back' ? [id] : [])),
    true,
  );

export const follows: NonNullable<Rules['follows']> = {
  ...runFollows<Release>(),
  // One change for all of it. Who leads it writes what is missing, and submits it.
  testAccepted: ({ caseId, mode, data: { sha256, planHash } }, release): Effect[] => {
    if (mode === 'drill') return []; // it alters nothing
    const [first] = release.waves;
    const until = Math.max(...release.waves.map(({ window }) => window.until));
    return [
      startOf(
        'change',
        {
          kind: 'normal',
          unit: release.unit,
          application: release.application,
          title: release.title,
          description: [`${caseId} ${release.appVersion}`, `SHA-256 ${sha256}`, planHash, release.description]
            .join('\n')
            .slice(0, MOST_LETTERS),
          items: [...release.items],
          release: caseId,
          reporter: release.commander ?? release.reporter,
          plan: {
            ...(first ? { window: { from: first.window.from, until } } : {}),
            ...(release.evidence === undefined ? {} : { testEvidence: release.evidence }),
          },
        },
        { change: true },
      ),
    ];
  },
  siteVerified: ({ mode, data: { part } }, release) => installing(mode, release, [part]),
  waveRolledBack: ({ mode, data: { also = {} } }, release) => takingBack(mode, release, also),
  // A tick looks nothing up: a command of its own does, on facts of the moment in which it comes.
  waveDue: ({ caseId, data: { part } }): Effect[] => [
    { kind: 'command', process: 'release', caseId, command: 'openWave', data: {}, part, ifOpen: true },
  ],
  // Canceled before anybody knew the number of its change.
  caseStarted: ({ caseId, data }, { status }) =>
    status === 'canceled' && data.process === 'change' ? changeTold(caseId, { change: data.caseId }, 'canceled') : [],
  canceled: ({ caseId, data: { reason } }, release) => changeTold(caseId, release, 'canceled', reason),
  rolledBack: ({ caseId, mode, data }, release) => [
    ...changeTold(caseId, release, 'rolled-back'),
    ...takingBack(mode, release, data.also ?? {}),
  ],
};
