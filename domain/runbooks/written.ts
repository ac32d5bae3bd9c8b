/** What of a plan cannot work as it is written, wherever it will stand. */
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError, Millis } from '../kernel/process.ts';
import type { Plan, PlanNode, PlanStep, UndoRule } from '../kernel/steps/shapes.ts';
import { HOUR } from '../kernel/time/durations.ts';
import { listsOf } from './placed.ts';

type PlanText = Omit<Plan, 'id'>;
type Nodes = readonly PlanNode[];
type Actions = ReadonlySet<string> | undefined;

const DAY: Millis = 24 * HOUR;
/** A step that takes longer is a case of its own. */
export const LONGEST_BUDGET: Millis = 7 * DAY;
/** What a gate is watched before it may be passed. */
const LONGEST_SOAK: Millis = 31 * DAY;
/** Kinds that steps and gates have. */
const TAKEN_KINDS = ['step', 'gate', 'check'];

/** Faults of steps, gates and groups, of the order in which they stand, and of what a decision leaves out. Throws nothing. */
export function writtenFaults(plan: PlanText, actions: Actions): FieldError[] {
  const lists = listsOf(plan);
  return [
    ...lists.flatMap(({ nodes, pointer }) => fieldFault(nodes.length === 0, pointer, 'empty')),
    ...lists.flatMap(({ nodes, pointer }) => nodeFaults(nodes, { pointer, isParallel: false, actions })),
    ...lists.flatMap(({ nodes, pointer }) => pastNoReturn(nodes, { pointer, isParallel: false, isPast: false }).faults),
    ...lists.flatMap(({ nodes, pointer }) => skipFaults(nodes, pointer)),
  ];
}

// ── each by itself
type In = { pointer: string; isParallel: boolean; actions: Actions };

function nodeFaults(nodes: Nodes, { pointer, isParallel, actions }: In): FieldError[] {
  return nodes.flatMap((node, n): FieldError[] => {
    const here = `${pointer}/${n}`;
    switch (node.node) {
      case 'step':
        return stepFaults(node, here, actions);
      case 'gate':
        return [
          ...fieldFault(isParallel, here, 'gate-in-parallel'), // nothing stands behind it there
          ...lengthFaults(node.soakMs, `${here}/soakMs`, LONGEST_SOAK),
        ];
      case 'group':
      case 'each': {
        const inside = typeof node.of === 'string' ? [] : node.of;
        const parallel = node.node === 'group' && node.order === 'parallel'; // what stands at one place comes in its order
        return [
          ...orderFaults(node, here),
          ...fieldFault(node.kind !== undefined && TAKEN_KINDS.includes(node.kind), `${here}/kind`, 'reserved'),
          ...fieldFault(node.node === 'each' && node.places.length === 0, `${here}/places`, 'empty'),
          ...fieldFault(node.of.length === 0, `${here}/of`, 'empty'),
          ...nodeFaults(inside, { pointer: `${here}/of`, isParallel: parallel, actions }),
        ];
      }
      default:
        return node satisfies never;
    }
  });
}

function orderFaults(node: { order: string; atMost?: number }, here: string): FieldError[] {
  const isParallel = node.order === 'parallel';
  return [
    ...fieldFault(isParallel && node.atMost === undefined, `${here}/atMost`, 'required'),
    ...fieldFault(!isParallel && node.atMost !== undefined, `${here}/atMost`, 'not-parallel'),
  ];
}

function stepFaults(step: PlanStep, here: string, actions: Actions): FieldError[] {
  const { kind, undo, budgetMs, noReturn, witness, onFailure, choices } = step;
  const ids = (choices ?? []).map(({ id }) => id);
  return [
    ...actionFaults(step, here, actions),
    ...lengthFaults(budgetMs, `${here}/budgetMs`, LONGEST_BUDGET),
    ...(undo
      ? [
          ...actionFaults(undo, `${here}/undo`, actions),
          ...lengthFaults(undo.budgetMs, `${here}/undo/budgetMs`, LONGEST_BUDGET),
        ]
      : []),
    ...fieldFault(noReturn === true && witness === undefined, `${here}/witness`, 'required'),
    ...fieldFault(noReturn === true && undo !== undefined, `${here}/undo`, 'not-with-no-return'),
    ...fieldFault(noReturn === true && onFailure === 'undo', `${here}/onFailure`, 'not-with-no-return'),
    ...fieldFault(choices !== undefined && kind !== 'decision', `${here}/choices`, 'not-a-decision'),
    ...fieldFault(choices?.length === 0, `${here}/choices`, 'empty'),
    ...ids.flatMap((id, at) => fieldFault(ids.indexOf(id) !== at, `${here}/choices/${at}/id`, 'already-named')),
  ];
}

type Doing = Pick<UndoRule, 'action'> & { kind: PlanStep['kind'] };
function actionFaults({ kind, action }: Doing, here: string, actions: Actions): FieldError[] {
  const pointer = `${here}/action`;
  if (kind !== 'automatic') return fieldFault(action !== undefined, pointer, 'not-automatic');
  if (action === undefined) return [{ pointer, code: 'required' }];
  return fieldFault(actions !== undefined && !actions.has(action), pointer, 'unknown');
}

function lengthFaults(ms: Millis | undefined, pointer: string, maximum: Millis): FieldError[] {
  if (ms === undefined || (ms >= 1 && ms <= maximum)) return [];
  return [
    ms > maximum
      ? { pointer, code: 'too-large', params: { maximum } }
      : { pointer, code: 'too-small', params: { minimum: 1 } },
  ];
}

// ── behind a point of no return
type Past = { pointer: string; isParallel: boolean; isPast: boolean };

/**
 * What is to be undone behind a point of no return, within the smallest part that goes back as a whole: a place, a group with a
 * kind, else the plan. `isPast`: the same for what stands behind these.
 */
function pastNoReturn(nodes: Nodes, { pointer, isParallel, isPast }: Past): { faults: FieldError[]; isPast: boolean } {
  const faults: FieldError[] = [];
  let isBehind = isPast;
  for (const [n, node] of nodes.entries()) {
    const found = pastInNode(node, { pointer: `${pointer}/${n}`, isPast: isParallel ? isPast : isBehind });
    faults.push(...found.faults);
    isBehind ||= found.isPast;
  }
  return { faults, isPast: isBehind };
}

function pastInNode(node: PlanNode, { pointer, isPast }: Omit<Past, 'isParallel'>) {
  switch (node.node) {
    case 'gate':
      return { faults: [], isPast };
    case 'step': {
      const { undo, onFailure, noReturn } = node;
      const isToGoBack = isPast && noReturn === undefined; // of one of no return itself that is said already
      return {
        faults: [
          ...fieldFault(isToGoBack && undo !== undefined, `${pointer}/undo`, 'past-no-return'),
          ...fieldFault(isToGoBack && onFailure === 'undo', `${pointer}/onFailure`, 'past-no-return'),
        ],
        isPast: isPast || noReturn === true,
      };
    }
    case 'group': {
      const isOwn = node.kind !== undefined;
      const isParallel = node.order === 'parallel';
      const inside = pastNoReturn(node.of, { pointer: `${pointer}/of`, isParallel, isPast: !isOwn && isPast });
      return { faults: inside.faults, isPast: isOwn ? isPast : inside.isPast };
    }
    case 'each': {
      const of = typeof node.of === 'string' ? [] : node.of;
      return { ...pastNoReturn(of, { pointer: `${pointer}/of`, isParallel: false, isPast: false }), isPast };
    }
    default:
      return node satisfies never;
  }
}

// ── what a decision leaves out
/** Steps of one place, by their ids in the plan: what stands at places within it is not reached from outside. */
const stepsIn = (nodes: Nodes): PlanStep[] =>
  nodes.flatMap((node) => (node.node === 'step' ? [node] : node.node === 'group' ? stepsIn(node.of) : []));
const idsIn = (nodes: Nodes): string[] => stepsIn(nodes).map(({ id }) => id);

/** Of choices that leave out what does not stand behind them, is not there, or wants a second person where the decision wants none. */
function skipFaults(nodes: Nodes, pointer: string): FieldError[] {
  const known = new Map(stepsIn(nodes).map((step) => [step.id, step]));
  const inList = (list: Nodes, { at, isParallel, behind }: { at: string; isParallel: boolean; behind: string[] }) =>
    list.flatMap((node, n): FieldError[] => {
      const here = `${at}/${n}`;
      const after = isParallel ? behind : [...idsIn(list.slice(n + 1)), ...behind];
      if (node.node === 'step') return choiceFaults(node, here, { known, behind: new Set(after) });
      if (node.node === 'group')
        return inList(node.of, { at: `${here}/of`, isParallel: node.order === 'parallel', behind: after });
      return node.node === 'each' && typeof node.of !== 'string' ? skipFaults(node.of, `${here}/of`) : [];
    });
  return inList(nodes, { at: pointer, isParallel: false, behind: [] });
}

type Skippable = { known: ReadonlyMap<string, PlanStep>; behind: ReadonlySet<string> };
function choiceFaults(
  { choices = [], witness, noReturn }: PlanStep,
  here: string,
  { known, behind }: Skippable,
): FieldError[] {
  const faults = choices.flatMap(({ skips = [] }, c) =>
    skips.flatMap((id, s) =>
      fieldFault(!behind.has(id), `${here}/choices/${c}/skips/${s}`, known.has(id) ? 'not-behind' : 'unknown'),
    ),
  );
  const isForTwo = choices.some(({ skips = [] }) =>
    skips.some((id) => known.get(id)?.witness || known.get(id)?.noReturn),
  );
  const isByOne = isForTwo && !witness && !noReturn; // of no return without a witness it is said already
  return [...faults, ...fieldFault(isByOne, `${here}/witness`, 'required')];
}
