/** The rules of an appraisal. Pure: time, actor and looked-up facts come in through ctx. */
import { nothingCommon } from '../kernel/common/common.ts';
import { taking } from '../kernel/common/files.ts';
import { openUnit } from '../kernel/common/intake.ts';
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { isExact } from './calculus/decimals.ts';
import { freezeOf, periodOf } from './calculus/period.ts';
import { proposedLines } from './calculus/proposing.ts';
import { pointsOf } from './calculus/scoring.ts';
import { folds } from './folds.ts';
import { disputeRules, partOf, refuseDelegate, refuseTooMany } from './rules-disputes.ts';
import type { ProposedLine, Rules, Word } from './state.ts';
import { figureOf, scoredFor, termsOf, totalsOf } from './totals.ts';
import { speaksFor } from './whom.ts';

const create: Rules['create'] = (data, _none, ctx) => {
  const { period, title, drill, scripted, scheme: key } = data;
  const unit = openUnit(ctx);
  const { scheme } = ctx.facts;
  if (!scheme) throw invalid('scheme', 'unknown', 'There is no such scheme');
  if (scheme.orgPath !== unit) throw invalid('unit', 'other-scheme', `The scheme is of ${scheme.orgPath}`);
  const { calendars, snapshots } = ctx.pins;
  const calendar = snapshots[calendars['service'] ?? calendars['always'] ?? ''];
  if (!calendar) throw new Error('a case without the calendar of its service hours');
  const found = periodOf(calendar.offsets, scheme, period);
  if (!found) throw invalid('period', 'other-kind', 'The scheme has no such period');
  const { from, until } = found;
  if (until > ctx.now)
    throw new DomainError('period-not-over', `The period ${period} is not over`, {
      params: { until: new Date(until).toISOString() },
    });
  if (scripted !== undefined && ctx.mode === 'live')
    throw invalid('scripted', 'not-a-drill', 'Only a drill is told what it finds');
  // Of a scheme and a period there is one, whoever asks; a drill is none.
  if (ctx.mode === 'live' && scheme.appraised)
    throw new DomainError('already-appraised', `${period} has its appraisal`, { params: { number: scheme.appraised } });
  const { offered } = scheme;
  if (!offered)
    throw new DomainError('scheme-not-in-force', `No version of the scheme was in force as ${period} began`);
  const made: Word = {
    type: 'created',
    data: {
      title: title ?? `${period} ${offered.title}`.slice(0, 200),
      description: '',
      unit,
      ...(ctx.role === 'system' ? {} : { reporter: ctx.actor.id }),
      scheme: key,
      period,
      from,
      until,
      zone: calendar.zone,
      freezeAt: freezeOf(calendar, until),
      subject: offered.subject,
      judging: offered.judge,
      ...(drill ? { drill } : {}),
      ...(scripted === undefined ? {} : { scripted }),
      pinned: pinRefsOf(ctx.pins),
    },
  };
  return [
    made,
    { type: 'schemePinned', data: { scheme: offered.ref, terms: offered.terms, pinned: { scheme: offered.pin } } },
  ];
};

const opened: Rules['opened'] = ({ pinned: _pinned, ...data }, at) => ({
  ...data,
  status: 'collecting',
  attempt: 1,
  judges: [],
  openedAt: at,
  common: nothingCommon,
});

/** What is reported of an earlier attempt counts no more. Throws 'stale-attempt'. */
function refuseStale(attempt: number, { attempt: present }: { attempt: number }): void {
  if (attempt !== present)
    throw new DomainError('stale-attempt', 'It was begun anew meanwhile', { params: { attempt: present } });
}

const own = {
  freeze({ attempt, figures, ...found }, appraisal) {
    refuseStale(attempt, appraisal);
    const { items } = termsOf(appraisal);
    const computed = items.filter((item) => item.computed);
    const values = new Map(figures.map(({ item, value }) => [item, value]));
    const points = Object.fromEntries(computed.map((item) => [item.id, pointsOf(item, values.get(item.id) ?? null)]));
    return [
      {
        type: 'frozen',
        data: {
          figures: figures.filter(({ item }) => Object.hasOwn(points, item)),
          points,
          ...found,
          zone: appraisal.zone,
          also: Object.fromEntries(computed.map(({ id }) => [id, 'scored'])),
        },
      },
    ];
  },
  noteStuck({ attempt, code }, appraisal) {
    refuseStale(attempt, appraisal);
    return [{ type: 'stuck', data: { code } }];
  },
  recollect: ({ reason }, { attempt }) => [{ type: 'collectingBegun', data: { attempt: attempt + 1, reason } }],
  take: 'taken',
  score(data, appraisal, ctx) {
    refuseDelegate(ctx);
    const part = partOf(ctx);
    refuseTooMany(data.points, appraisal, part);
    return [
      { type: 'scored', data: { ...taking(data, appraisal, ctx), part, to: 'scored', assignees: [ctx.actor.id] } },
    ];
  },
  publish(_data, appraisal, ctx) {
    refuseDelegate(ctx);
    return [{ type: 'published', data: { ...totalsOf(appraisal), currency: termsOf(appraisal).currency } }];
  },
  ...disputeRules,
  sign({ statementHash: hash }, appraisal, ctx) {
    const side = speaksFor(appraisal, ctx.actor) ? 'subject' : 'judge';
    if (side === 'judge') refuseDelegate(ctx);
    const { statementHash = '', signed = {} } = appraisal;
    if (hash !== statementHash)
      throw new DomainError('hash-differs', 'The statement is another one by now', { params: { statementHash } });
    const said: Word = { type: 'signed', data: { side, statementHash } };
    if (!signed[side === 'judge' ? 'subject' : 'judge']) return [said];
    const issued: Word = {
      type: 'statementIssued',
      data: { ...totalsOf(appraisal), statementHash, currency: termsOf(appraisal).currency },
    };
    return ctx.ending([said, issued], (facts) => ({ type: 'archived', data: { facts, statementHash } }));
  },
  void({ reason }, { voiding }, ctx) {
    if (!voiding) return [{ type: 'voidAsked', data: { reason } }];
    return ctx.ending([], (facts) => ({ type: 'voided', data: { facts, reason } }));
  },
  proposeCriteria({ lines }, appraisal, ctx) {
    refuseDelegate(ctx);
    const { items } = termsOf(appraisal);
    const figures = items.map((item) => ({
      item,
      value: figureOf(appraisal, item.id),
      points: scoredFor(appraisal, item.id),
    }));
    const proposed = lines ?? proposedLines(figures);
    const fields = proposed.flatMap(({ item, target }: ProposedLine, n) => {
      const at = `/lines/${n}`;
      return [
        ...fieldFault(!items.some(({ id }) => id === item), `${at}/item`, 'unknown'),
        ...fieldFault(proposed.findIndex((one) => one.item === item) < n, `${at}/item`, 'duplicate'),
        ...fieldFault(target !== undefined && !isExact(target), `${at}/target`, 'too-precise'),
      ];
    });
    if (fields.length > 0) throw new DomainError('invalid-data', 'This cannot be proposed', { fields });
    if (proposed.length === 0) throw new DomainError('nothing-to-propose', 'Its figures suggest no other scheme');
    return [{ type: 'criteriaProposed', data: { lines: proposed } }];
  },
} satisfies Rules['rules'];

export const appraisalRules = { create, opened, rules: own, folds };
