/** The plan of a release: the steps of one site, written once, and the waves of sites at which they are carried out. */
import { fieldFault } from '../kernel/errors.ts';
import type { Facts, FoundRunbook } from '../kernel/facts.ts';
import { MOST_PARTS, MOST_STATE_BYTES, PART_ID } from '../kernel/part.ts';
import { isWithin } from '../kernel/people/access.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/process.ts';
import { partsOfPlan, weightAtMost } from '../kernel/steps/outline.ts';
import type { Outline, OutlineNode, StepRule } from '../kernel/steps/shapes.ts';
import type { DataOf } from '../kernel/definition.ts';
import { BUSINESS_DAY, MINUTE } from '../kernel/time/durations.ts';
import { actionFault } from './actions.ts';
import { LONGEST_SPAN, MOST_SITES, SITES_AT_ONCE } from './caps.ts';
import type { ReleaseCommand } from './contract.ts';
import type { PlannedWave } from './state.ts';

type Given = DataOf<ReleaseCommand, 'planWaves'>;
type SiteStep = NonNullable<Given['steps']>[number];
const MOST_STEPS = 420;
/** How long a version is watched before the next wave. */
const SOAK: Millis = BUSINESS_DAY;

/** What is done at each site, by the release's own steps. */
export const siteOf = (steps: readonly SiteStep[]): OutlineNode[] =>
  steps.flatMap((step): OutlineNode[] => [
    ...(step.checked ? [{ node: 'gate', id: `${step.id}-c`, kind: 'check', role: 'quality-lead' } as const] : []),
    ruleOf(step),
  ]);

function ruleOf({
  minutes,
  undo,
  checked: _gate,
  title: _title,
  instruction: _words,
  verify: _seen,
  ...step
}: SiteStep): StepRule {
  const { action, witness, skippable, noReturn, ...rule } = step;
  return {
    node: 'step',
    ...rule,
    ...(action === undefined ? {} : { action }),
    ...(witness ? { witness } : {}),
    ...(skippable ? { skippable } : {}),
    ...(noReturn ? { noReturn } : {}),
    budgetMs: minutes * MINUTE,
    ...(undo
      ? {
          undo: {
            kind: undo.kind,
            budgetMs: undo.minutes * MINUTE,
            ...(undo.action === undefined ? {} : { action: undo.action }),
          },
        }
      : {}),
  };
}

const two = (n: number): string => String(n).padStart(2, '0');
/** The waves `w1`, `w2` …, their sites `w1-01` …, and behind each its gate `g1` …. */
export const wavesOf = (waves: Given['waves']): PlannedWave[] =>
  waves.map(({ title, window }, n) => ({ id: `w${n + 1}`, ...(title === undefined ? {} : { title }), window }));

/** The plan as the case keeps it. Throws nothing. */
export const outlineOf = (site: readonly OutlineNode[], waves: Given['waves']): Outline => ({
  id: 'release',
  blocks: { site },
  of: waves.map(({ organisations }, n) => ({
    node: 'group',
    id: `w${n + 1}`,
    kind: 'wave',
    order: 'sequence',
    of: [
      {
        node: 'each',
        kind: 'site',
        order: 'parallel',
        atMost: SITES_AT_ONCE,
        places: organisations.map((orgPath, at) => ({ id: `w${n + 1}-${two(at + 1)}`, orgPath })),
        of: 'site',
      },
      { node: 'gate', id: `g${n + 1}`, kind: 'gate', role: 'process-owner', soakMs: SOAK },
    ],
  })),
});

/** What cannot be of its own steps. `known`: actions that may be begun, of the register; absent: nobody has asked it. */
export const stepFaults = (steps: readonly SiteStep[], known?: Facts['actions']): FieldError[] =>
  steps.flatMap(({ id, kind, action, undo, witness, noReturn, onFailure }, at) => {
    const behind = steps.slice(0, at + 1).some((one) => one.noReturn);
    return [
      ...fieldFault(steps.findIndex((one) => one.id === id) !== at, `/steps/${at}/id`, 'already-named'),
      ...fieldFault(kind === 'automatic' && action === undefined, `/steps/${at}/action`, 'required'),
      ...fieldFault(kind === 'manual' && action !== undefined, `/steps/${at}/action`, 'automatic-only'),
      ...(kind === 'automatic' ? actionFault(action, `/steps/${at}/action`, known) : []),
      ...fieldFault(undo?.kind === 'automatic' && undo.action === undefined, `/steps/${at}/undo/action`, 'required'),
      ...fieldFault(undo?.kind === 'manual' && undo.action !== undefined, `/steps/${at}/undo/action`, 'automatic-only'),
      ...(undo?.kind === 'automatic' ? actionFault(undo.action, `/steps/${at}/undo/action`, known) : []),
      ...fieldFault(noReturn === true && !witness, `/steps/${at}/witness`, 'required'),
      ...fieldFault(noReturn === true && undo !== undefined, `/steps/${at}/undo`, 'no-return'),
      ...fieldFault(behind && onFailure === 'undo', `/steps/${at}/onFailure`, 'no-return'),
    ];
  });

/** A runbook that is carried out at each site has no places of its own. */
export const fitsSites = ({ outline }: FoundRunbook): boolean => outline.of.every(isOfSite);
const isOfSite = (node: OutlineNode): boolean => {
  if (node.node === 'each') return false;
  if (node.node === 'gate') return node.kind === 'check';
  return node.node === 'step' || (node.kind === undefined && node.of.every(isOfSite));
};

type Around = { unit: OrgPath; now: Millis; organisations: Facts['organisations'] };
/** What cannot be of its waves: windows, and the organisations that they go to. */
export function waveFaults(waves: Given['waves'], { unit, now, organisations = {} }: Around): FieldError[] {
  const seen = new Set<OrgPath>();
  const first = waves[0]?.window.from ?? 0;
  return waves.flatMap(({ window, organisations: to }, n) => [
    ...fieldFault(window.until <= window.from, `/waves/${n}/window/until`, 'not-after-from'),
    ...fieldFault(window.until <= now, `/waves/${n}/window/until`, 'not-ahead'),
    ...fieldFault(window.until - first > LONGEST_SPAN, `/waves/${n}/window/until`, 'too-long-apart'),
    ...fieldFault(window.from < (waves[n - 1]?.window.from ?? 0), `/waves/${n}/window/from`, 'out-of-order'),
    ...to.flatMap((org, at) => {
      const isTwice = seen.has(org);
      seen.add(org);
      const pointer = `/waves/${n}/organisations/${at}`;
      const known = organisations[org];
      if (!known) return [{ pointer, code: 'unknown' }];
      return [
        ...fieldFault(!known.open, pointer, 'not-open'),
        ...fieldFault(!isWithin(org, unit), pointer, 'outside'),
        ...fieldFault(isTwice, pointer, 'named-twice'),
      ];
    }),
  ]);
}

/** More than a case can hold, or ids that grow too long once they stand at a site. */
export function sizeFaults(outline: Outline): FieldError[] {
  const parts = partsOfPlan(outline);
  const count = (kind: string) => parts.filter((one) => one.kind === kind).length;
  const isTooMany =
    parts.length > MOST_PARTS || count('step') > MOST_STEPS || Math.max(count('site'), count('check')) > MOST_SITES;
  return [
    ...fieldFault(isTooMany, '/waves', 'too-many-parts'),
    ...fieldFault(!isTooMany && weightAtMost(outline) > MOST_STATE_BYTES, '/waves', 'too-heavy'),
    ...fieldFault(
      parts.some(({ id }) => !PART_ID.test(id)),
      '/runbook',
      'part-id',
    ),
    ...fieldFault(new Set(parts.map(({ id }) => id)).size !== parts.length, '/runbook', 'already-named'),
  ];
}
