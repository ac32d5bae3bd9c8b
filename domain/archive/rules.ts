/** The rules of a monthly archive, and what its events do. Pure: time, actor and looked-up facts come in through ctx. */
import { nothingCommon } from '../kernel/common/common.ts';
import { openUnit } from '../kernel/common/intake.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { folds } from './folds.ts';
import { monthSpan } from './month.ts';
import { checkAgain, checked, gapRules } from './rules-gaps.ts';
import type { Archive, Rules, RulesCtx } from './state.ts';

const create: Rules['create'] = ({ month, title, drill, scripted }, _none, ctx) => {
  const unit = openUnit(ctx);
  const { calendars, snapshots } = ctx.pins;
  const calendar = snapshots[calendars['service'] ?? calendars['always'] ?? ''];
  if (!calendar) throw new Error('a case without the calendar of its service hours');
  const { from, until } = monthSpan(calendar.offsets, month);
  if (until > ctx.now)
    throw new DomainError('month-not-over', `The month ${month} is not over`, {
      params: { until: new Date(until).toISOString() },
    });
  if (scripted !== undefined && ctx.mode === 'live')
    throw invalid('scripted', 'not-a-drill', 'Only a drill is told what it finds');
  // Of the month there is one, whoever asks; a drill is none.
  if (ctx.mode === 'live' && ctx.facts.archived)
    throw new DomainError('already-archived', `${month} has its archive`, { params: { number: ctx.facts.archived } });
  return [
    {
      type: 'created',
      data: {
        title: title ?? `${month} 月度归档`,
        description: '',
        unit,
        ...(ctx.role === 'system' ? {} : { reporter: ctx.actor.id }),
        month,
        from,
        until,
        zone: calendar.zone,
        ...(drill ? { drill } : {}),
        ...(scripted === undefined ? {} : { scripted }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
  ];
};

const opened: Rules['opened'] = ({ pinned: _pinned, ...data }, at) => ({
  ...data,
  status: 'collecting',
  attempt: 1,
  openedAt: at,
  common: nothingCommon,
});

/** What is reported of an earlier attempt counts no more. Throws 'stale-attempt'. */
function refuseStale(attempt: number, archive: Archive): void {
  if (attempt !== archive.attempt)
    throw new DomainError('stale-attempt', 'It was begun anew meanwhile', { params: { attempt: archive.attempt } });
}

const own = {
  noteCollected({ attempt, ...found }, archive) {
    refuseStale(attempt, archive);
    return [{ type: 'collected', data: found }];
  },
  noteChecked(found, archive) {
    refuseStale(found.attempt, archive);
    return checked(found, archive);
  },
  notePackaged({ attempt, ...made }, archive) {
    refuseStale(attempt, archive);
    return [{ type: 'packaged', data: made }];
  },
  noteStuck({ attempt, ...why }, archive) {
    refuseStale(attempt, archive);
    return [{ type: 'stuck', data: why }];
  },
  take: 'taken',
  ...gapRules,
  recheck: ({ reason }, archive) => checkAgain([], archive, reason),
  halt: 'halted',
  acceptBroken: ({ reason }, archive) =>
    checkAgain([{ type: 'brokenAccepted', data: { chains: archive.broken ?? [], reason } }], archive),
  sign({ manifestHash }, archive, ctx: RulesCtx) {
    const { month, package: made } = archive;
    if (!made) throw new Error('nothing is signed that is not packed');
    if (manifestHash !== made.manifestHash)
      throw new DomainError('hash-differs', 'The package is another one by now', {
        params: { manifestHash: made.manifestHash },
      });
    if (!archive.signed) return [{ type: 'signed', data: { side: 'keeper', manifestHash } }];
    return ctx.ending([{ type: 'signed', data: { side: 'manager', manifestHash } }], (facts) => ({
      type: 'archived',
      data: { facts, month, manifestHash, sha256: made.sha256 },
    }));
  },
} satisfies Rules['rules'];

export const archiveRules = { create, opened, rules: own, folds };
