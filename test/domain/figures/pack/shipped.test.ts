/** What each shipped indicator comes to over a few cases that make it say something. */
import { keyOf, nothing, withRow } from '../../../../domain/figures/language/aggregates.ts';
import { figureOf } from '../../../../domain/figures/language/figure.ts';
import { print } from '../../../../domain/figures/language/printer.ts';
import type { Aggregate, Basis, Formula } from '../../../../domain/figures/language/shapes.ts';
import { boards } from '../../../../domain/figures/boards.ts';
import { indicatorFaults } from '../../../../domain/figures/indicator.ts';
import { namesOf } from '../../../../domain/figures/names.ts';
import { pack, shippedIndicators } from '../../../../domain/figures/pack/shipped.ts';
import type { FigureValues } from '../../../../domain/figures/row.ts';
import type { CaseKind } from '../../../../domain/figures/kinds.ts';

type Row = { process: CaseKind; values: FigureValues };
const of =
  (process: CaseKind) =>
  (values: FigureValues): Row => ({ process, values: { takenBack: 0, status: 'closed', ...values } });
const [call, incident, change, release] = [of('call'), of('incident'), of('change'), of('release')];
const [workOrder, inspection, rectification, failover, drill] = [
  of('work-order'),
  of('inspection'),
  of('rectification'),
  of('failover'),
  of('drill'),
];
const DAY = 1440;
/** `clock('resolution', 'met', 40)` */
const clock = (name: string, state: string, consumed = 0): FigureValues => ({
  [`clock.${name}.state`]: state,
  [`clock.${name}.met`]: state === 'met',
  [`clock.${name}.breached`]: state === 'late' || state === 'breached',
  [`clock.${name}.consumed`]: consumed,
});

const all = shippedIndicators();
const known = new Map(all.map(({ key, parsed }) => [`${key}@1`, parsed]));
const formulaOfRef = (ref: string): Formula => {
  const formula = known.get(ref);
  if (!formula) throw new Error(ref);
  return formula;
};
/** Rows of a basis that nobody brings are not there. */
function valueOf(key: string, rows: Partial<Record<Basis, readonly Row[]>>): number | null {
  const pieceOf = (aggregate: Aggregate) =>
    (rows[aggregate.cases.basis] ?? []).reduce((piece, row) => withRow(aggregate, piece, row), nothing(aggregate));
  return figureOf(formulaOfRef(`${key}@1`), pieceOf, formulaOfRef).value;
}

/** Two closed, one of them late, one canceled; a call of its own, one that became an incident, one that was withdrawn. */
const desk: readonly Row[] = [
  call({ outcome: 'solved', ...clock('response', 'met'), ...clock('first-line', 'late'), age: 10, rating: 5 }),
  call({
    outcome: 'resolved',
    incident: 'INC-1',
    ...clock('response', 'late'),
    ...clock('first-line', 'met'),
    rating: 1,
  }),
  call({ status: 'canceled', cancelReason: 'withdrawn', ...clock('response', 'cancelled'), age: 9 * DAY }),
  incident({
    call: 'CAL-2',
    tier: 'L2',
    rating: 1,
    ...clock('response', 'met', 12),
    ...clock('resolution', 'met', 100),
    ...clock('ola-l1', 'met'),
    ...clock('ola-l2', 'met'),
    'counts.reopened': 0,
    'counts.handBacks': 2,
    repeated: true,
    age: 3 * DAY,
  }),
  incident({
    tier: 'L3',
    rating: 4,
    major: true,
    ...clock('response', 'late', 60),
    ...clock('resolution', 'late', 301),
    ...clock('ola-l2', 'late'),
    ...clock('ola-l3', 'breached'),
    'counts.reopened': 1,
    'counts.handBacks': 0,
    repeated: false,
    age: 3 * DAY + 1,
    takenBack: 2,
  }),
  incident({
    tier: 'L2',
    parent: 'INC-9',
    ...clock('response', 'late'),
    ...clock('ola-l2', 'cancelled'),
    repeated: true,
    age: 1,
  }),
  incident({
    status: 'canceled',
    tier: 'L2',
    ...clock('response', 'cancelled'),
    ...clock('resolution', 'cancelled'),
    'counts.reopened': 3,
  }),
];

const expected: Readonly<Record<string, readonly [rows: Partial<Record<Basis, readonly Row[]>>, value: number]>> = {
  'closed-count': [{ closed: desk }, 4],
  'closed-overdue': [{ closed: desk }, 0.5], // the call and one of three incidents
  'reports-total': [
    {
      opened: [
        call({}),
        call({ incident: 'INC-1' }),
        call({ status: 'canceled', cancelReason: 'spam' }),
        call({ status: 'canceled', cancelReason: 'withdrawn' }),
        incident({ call: 'CAL-2' }),
        incident({}),
      ],
    },
    4,
  ],
  'first-line-resolution': [{ closed: desk }, 0.5],
  'response-attainment': [{ closed: desk }, 0.3333],
  'response-l1': [{ closed: desk }, 0.5],
  'response-l2': [{ closed: desk }, 0.5],
  'response-l3': [{ closed: desk }, 0],
  'resolution-attainment': [{ closed: desk }, 0.5],
  'resolution-l1': [{ closed: desk }, 0.6667], // a call in time and one late, an incident in time
  'resolution-l2': [{ closed: desk }, 0.5],
  'resolution-l3': [{ closed: desk }, 0],
  'mean-time-to-resolve': [{ closed: desk }, 200.5],
  'resolve-p90': [{ closed: desk }, 301],
  'reopen-share': [{ closed: desk }, 0.3333],
  'hand-back-share': [{ closed: desk }, 0.3333],
  'open-over-3-days': [
    {
      open: [
        call({ age: 4 * DAY }),
        call({ age: 9 * DAY, incident: 'INC-1' }),
        incident({ age: 3 * DAY }),
        incident({ age: 1 }),
      ],
    },
    0.3333,
  ],
  'closed-over-3-days': [{ closed: desk }, 0.25],
  'repeated-faults': [{ closed: desk }, 0.5], // the child is left out, above and below
  'major-incidents': [{ opened: desk }, 1],
  'time-spent': [{ closed: [incident({ spentMinutes: 90 }), incident({ spentMinutes: 45 })] }, 135],
  satisfaction: [{ closed: desk }, 3.3333], // 5, 1 and 4: the incident of a call counts at the call
  'change-success': [
    {
      closed: [
        change({ kind: 'normal', outcome: 'successful' }),
        change({ kind: 'emergency', outcome: 'rolled-back' }),
        change({ kind: 'standard', outcome: 'with-issues' }),
        change({ kind: 'standard', outcome: 'noted' }),
        change({ kind: 'record', outcome: 'successful' }),
        change({ kind: 'normal', status: 'canceled' }),
      ],
    },
    0.3333,
  ],
  'emergency-changes': [
    {
      closed: [
        change({ kind: 'emergency' }),
        change({ kind: 'normal' }),
        change({ kind: 'unauthorised' }),
        change({ kind: 'emergency', status: 'rejected' }),
      ],
    },
    0.5,
  ],
  'changes-causing-incidents': [
    {
      closed: [
        change({ kind: 'normal', causedIncidents: true }),
        change({ kind: 'normal', causedIncidents: false }),
        change({ kind: 'normal' }),
        change({ kind: 'record', causedIncidents: true }),
      ],
    },
    0.5,
  ],
  'release-success': [
    {
      closed: [
        release({ outcome: 'successful' }),
        release({ outcome: 'with-issues' }),
        release({ status: 'rolled-back' }),
        release({ status: 'canceled' }),
        release({ outcome: 'successful', wentBack: true }),
      ],
    },
    0.5,
  ],
  'recovered-in-time': [
    { closed: [failover({ withinRto: true }), failover({ withinRto: false }), failover({ status: 'canceled' })] },
    0.5,
  ],
  'drill-completion': [
    {
      closed: [
        drill({ process: 'failover', completed: true }),
        drill({ process: 'release', status: 'rolled-back', completed: true }),
        drill({ process: 'cutover', completed: false }), // it went back on the way
        drill({ process: 'cutover', status: 'canceled', completed: false }),
        failover({ withinRto: true }),
      ],
    },
    0.5,
  ],
  'inspection-completion': [
    {
      closed: [
        inspection({ status: 'archived' }),
        inspection({ status: 'archived' }),
        inspection({ status: 'missed' }),
        inspection({ status: 'canceled' }),
      ],
    },
    0.6667,
  ],
  'on-site-attainment': [
    {
      closed: [
        workOrder(clock('on-site', 'met')),
        workOrder(clock('on-site', 'late')),
        workOrder(clock('on-site', 'cancelled')),
        workOrder({}),
      ],
    },
    0.5,
  ],
  'fixed-at-first-visit': [
    {
      closed: [
        workOrder({ result: 'fixed', 'counts.visits': 1 }),
        workOrder({ result: 'fixed', 'counts.visits': 2 }),
        workOrder({ result: 'temporary', 'counts.visits': 1 }),
        workOrder({ status: 'canceled' }),
      ],
    },
    0.3333,
  ],
  'visit-satisfaction': [{ closed: [workOrder({ rating: 5 }), workOrder({ rating: 2 }), workOrder({})] }, 3.5],
  'rectified-in-time': [
    {
      closed: [
        rectification(clock('rectify', 'met')),
        rectification(clock('rectify', 'late')),
        rectification({ status: 'withdrawn', ...clock('rectify', 'met') }),
      ],
    },
    0.5,
  ],
  'breaches-taken-back': [{ closed: [...desk, workOrder({ takenBack: 1 })] }, 3],
};

test.each(pack.map(({ key }) => key))('%s', (key) => {
  const [rows, value] = expected[key] ?? [{}, -1];
  expect(valueOf(key, rows)).toBe(value);
});

test('of a period without a case counts and sums are 0, all else has no value', () => {
  const values = Object.fromEntries(pack.map(({ key }) => [key, valueOf(key, {})]));
  const empty = Object.entries(values).filter(([, value]) => value !== null);
  expect(empty.map(([key, value]) => [key, value])).toEqual(
    ['closed-count', 'reports-total', 'major-incidents', 'time-spent', 'breaches-taken-back'].map((key) => [key, 0]),
  );
});

test('each may be published as it is, one after the other', () => {
  const before = new Map<string, (typeof all)[number]>();
  for (const { key, parsed, ...source } of all) {
    const indicators = (name: string) => {
      const found = before.get(name);
      return found ? { key: name, version: 1, unit: found.unit, formula: found.parsed } : null;
    };
    expect(indicatorFaults({ id: key, source, former: null, indicators })).toEqual([]);
    expect(print(parsed).replaceAll('@1', '')).toBe(source.formula);
    before.set(key, { key, parsed, ...source });
  }
  expect(before.size).toBe(pack.length);
});

test('the rows of these tests have no name that their process lacks', () => {
  const rows = Object.values(expected).flatMap(([bases]) => Object.values(bases).flat());
  const stray = rows.flatMap(({ process, values }) =>
    Object.keys(values).filter((name) => !(name in namesOf(process))),
  );
  expect(stray).toEqual([]);
});

test('boards show shipped indicators alone', () => {
  const shown = Object.values(boards).flat();
  expect(shown.filter((key) => !pack.some((one) => one.key === key))).toEqual([]);
});

test('what two of them count alike is counted once', () => {
  const keys = all.flatMap(({ parsed }) =>
    parsed.is === 'share' ? [keyOf({ is: 'count', cases: parsed.whole })] : [],
  );
  expect(new Set(keys).size).toBeLessThan(keys.length);
});
