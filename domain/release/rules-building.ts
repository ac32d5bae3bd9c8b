/** How a release is raised, planned, built, tested and accepted, and how its change settles it. */
import { nothingCommon } from '../kernel/common/common.ts';
import { followed, openUnit } from '../kernel/common/intake.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { FieldError } from '../kernel/process.ts';
import { contentHash } from '../kernel/record/content-hash.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { following } from '../kernel/running/following.ts';
import type { OutlineNode } from '../kernel/steps/shapes.ts';
import { runbookActionFaults } from './actions.ts';
import { fitsSites, outlineOf, siteOf, sizeFaults, stepFaults, waveFaults, wavesOf } from './plan.ts';
import { releaseRun } from './run.ts';
import type { Folds, Release, Rules, RulesCtx, Word } from './state.ts';

export const create: Rules['create'] = (data, _release, ctx) => {
  const { commander: named, description = '', followUpOf, drill: _inItsMode, ...said } = data;
  const unit = openUnit(ctx);
  const { person, items = {}, cases = {} } = ctx.facts;
  const { changes = [] } = said;
  const fields: FieldError[] = [
    ...said.items.flatMap((id, at) => [
      ...fieldFault(!items[id], `/items/${at}`, 'unknown'),
      ...fieldFault(items[id]?.isRetired === true, `/items/${at}`, 'retired'),
      ...fieldFault(said.items.indexOf(id) !== at, `/items/${at}`, 'named-twice'),
    ]),
    ...changes.flatMap((number, at) => [
      ...fieldFault(cases[`changes/${at}`]?.process !== 'change', `/changes/${at}`, 'unknown'),
      ...fieldFault(changes.indexOf(number) !== at, `/changes/${at}`, 'named-twice'),
    ]),
    ...fieldFault(ctx.mode === 'drill' && changes.length > 0, '/changes', 'not-in-drill'),
    ...(named === undefined
      ? []
      : [
          ...fieldFault(!person?.active, '/commander', 'unknown'),
          ...fieldFault(person?.active === true && !person.answers, '/commander', 'role-missing'),
        ]),
  ];
  if (fields.length > 0) throw new DomainError('invalid-data', 'The release cannot be raised so', { fields });
  followed(followUpOf, ctx);
  const owners = said.items.flatMap((id) => (items[id] ? [[id, items[id].orgPath] as const] : []));
  return [
    {
      type: 'created',
      data: {
        ...said,
        owners: Object.fromEntries(owners),
        description,
        unit,
        reporter: ctx.actor.id,
        commander: named ?? ctx.actor.id,
        ...(followUpOf === undefined ? {} : { followUpOf }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
  ];
};

export const opened: Rules['opened'] = ({ pinned: _pinned, ...data }, at) => ({
  ...data,
  assignee: data.commander,
  status: 'planning',
  openedAt: at,
  waves: [],
  testers: [],
  common: nothingCommon,
});

/** The steps of one site, and what the event says of where they come from. */
type Site = { nodes: readonly OutlineNode[]; fields: FieldError[]; from: object };
function siteIn({ runbook: id, steps }: Parameters<typeof buildingRules.planWaves>[0], { facts }: RulesCtx): Site {
  if ((id === undefined) === (steps === undefined))
    return { nodes: [], from: {}, fields: [{ pointer: '/steps', code: id === undefined ? 'required' : 'one-only' }] };
  if (steps !== undefined) return { nodes: siteOf(steps), fields: stepFaults(steps, facts.actions), from: { steps } };
  const found = facts.runbook ?? undefined;
  if (!found) return { nodes: [], from: {}, fields: [{ pointer: '/runbook', code: 'runbook-not-approved' }] };
  return {
    nodes: found.outline.of,
    fields: [
      ...fieldFault(found.otherApplication === true || found.uncovered.length > 0, '/runbook', 'not-covered'),
      ...fieldFault(!fitsSites(found), '/runbook', 'not-for-sites'),
      ...runbookActionFaults(found, facts.actions),
    ],
    from: { runbook: found.ref, pinned: { runbook: found.pin } },
  };
}

/** The build as it was recorded last. Throws 'artefact-differs'. */
function refuseOther(given: string, { sha256 }: Release): void {
  if (given === sha256) return;
  throw new DomainError('artefact-differs', 'That is another artefact than the one that was built', {
    params: { built: sha256, given },
  });
}

const UNSETTLED = ['rejected', 'canceled'];
export const buildingRules = {
  planWaves(data, { unit }, ctx) {
    const { nodes, fields: ofSite, from } = siteIn(data, ctx);
    const { organisations } = ctx.facts;
    const outline = outlineOf(nodes, data.waves);
    const faults = [...ofSite, ...waveFaults(data.waves, { unit, now: ctx.now, organisations })];
    const fields = faults.length > 0 ? faults : sizeFaults(outline);
    if (fields.length > 0) throw new DomainError('invalid-data', 'It cannot be carried out so', { fields });
    const waves = wavesOf(data.waves);
    return [{ type: 'planned', data: { outline, waves, planHash: contentHash({ outline, waves }), ...from } }];
  },
  startBuild(data, { outline }) {
    if (!outline) throw new DomainError('no-waves', 'Its waves are planned before it is built');
    return [{ type: 'buildStarted', data }];
  },
  recordBuild: 'buildRecorded',
  recordTest(data, release) {
    refuseOther(data.sha256, release);
    return [{ type: 'testRecorded', data }];
  },
  acceptTest(data, release, ctx) {
    refuseOther(data.sha256, release);
    if (!release.tested) throw new DomainError('not-tested', 'This build has passed no test');
    const accepted: Word = { type: 'testAccepted', data: { ...data, planHash: release.planHash ?? '' } };
    if (ctx.mode !== 'drill') return [accepted];
    return following(releaseRun, [accepted, { type: 'drillAdmitted', data: {} }], ctx);
  },
  /** Its change says what it came to. Word of another change, or in a status in which nobody waits for it, changes nothing. */
  settleChange(data, release, ctx) {
    const { status, change } = release;
    const settled: Word = { type: 'changeSettled', data };
    if (change !== undefined && change !== data.change) return [];
    if (status === 'approving')
      return data.outcome === 'scheduled' || UNSETTLED.includes(data.outcome)
        ? following(releaseRun, [settled], ctx)
        : [];
    if (change === undefined) return [];
    const isOver = data.outcome !== 'scheduled';
    if (!isOver || status !== 'deploying') return [settled];
    const { reason } = data;
    return [settled, { type: 'halted', data: { why: 'change-over', ...(reason === undefined ? {} : { reason }) } }];
  },
  cancel: ({ reason }, _release, ctx) => ctx.ending([], (facts) => ({ type: 'canceled', data: { reason, facts } })),
} satisfies Partial<Rules['rules']>;

/** Without what was said of a build: another one is another artefact. */
function unbuilt(release: Release): Release {
  const { artefact: _artefact, sha256: _hash, builder: _builder, tested: _tested, evidence: _seen, ...rest } = release;
  return { ...rest, testers: [] };
}
/** Without the change, which came to nothing: the plan is mended, and another one asked for. */
function unsettled(release: Release): Release {
  const { change: _change, changeStands: _stands, ...rest } = release;
  return { ...rest, status: 'planning' };
}

export const buildingFolds = {
  planned: ({ runbook: _former, ...release }, { data: { outline, waves, planHash, runbook } }) => ({
    ...release,
    outline,
    waves,
    planHash,
    ...(runbook === undefined ? {} : { runbook }),
  }),
  buildStarted: (release) => ({ ...unbuilt(release), status: 'building' }),
  buildRecorded: (release, { data: { artefact, sha256 }, by }) => ({
    ...unbuilt(release),
    status: 'testing',
    artefact,
    sha256,
    builder: by.id,
  }),
  testRecorded: (release, { data: { result, evidence }, by }) => ({
    ...release,
    ...(result === 'passed' ? { evidence } : { status: 'building' as const }),
    tested: result === 'passed',
    testers: [...release.testers.filter((id) => id !== by.id), by.id],
  }),
  testAccepted: (release) => ({ ...release, status: 'approving' }),
  changeSettled(release, { data: { change, outcome } }) {
    if (release.status === 'approving' && outcome !== 'scheduled') return unsettled(release);
    const { changeStands: _stood, ...rest } = release;
    return {
      ...rest,
      change,
      ...(outcome === 'scheduled' ? { changeStands: true as const } : {}),
      ...(release.status === 'approving' ? { status: 'deploying' as const } : {}),
    };
  },
  drillAdmitted: (release) => ({ ...release, status: 'deploying', changeStands: true }),
  canceled: null,
} satisfies Partial<Folds>;

/** What became of the change that it asked for. */
export const changeAlso: NonNullable<Rules['also']> = {
  caseStarted: (release, { data: { process, caseId } }) =>
    release.status === 'approving' && process === 'change' && release.change === undefined
      ? { ...release, change: caseId }
      : release,
  effectFailed: (release, { data: { kind, ref } }) =>
    release.status === 'approving' && kind === 'start' && ref !== undefined && 'change' in ref
      ? unsettled(release)
      : release,
};
