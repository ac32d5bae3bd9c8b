/** Checks what was read: names, words, types, units and references. What passes is a formula as it is stored. */
import { type CaseKind, caseKindKeys, DRILL, isCaseKind } from '../kinds.ts';
import { aggregatesOf } from './aggregates.ts';
import { checkCondition, typedName } from './condition-check.ts';
import { type Fault, faultAt, type Span } from './reading/faults.ts';
import { nearest } from './names-of-cases.ts';
import { read } from './reading/reader.ts';
import { byRef, type Indicators, MOST_AGGREGATES, resolve } from './references.ts';
import type { Aggregate, Basis, Cases, Formula } from './shapes.ts';
import type { Placed, ReadCases, ReadFormula } from './reading/tree.ts';
import { type FoundUnit, unitOf } from './units.ts';

/** `self`: key of the indicator that is being written; absent: a new one. */
export type Around = { indicators: Indicators; self?: string };
/** `formula`, with each reference pinned, and `unit` where there is no fault; `faults`: all, in the order of the text. */
export type Checked =
  | { formula: Formula; unit: FoundUnit; faults: readonly [] }
  | { formula: null; unit: null; faults: readonly Fault[] };

type Found = { formula: Formula; unit: FoundUnit | null };
type Look = Around & { faults: Fault[] };

/** Reads and checks the text of a formula. In linear time. Throws nothing. */
export function checkFormula(text: string, around: Around): Checked {
  const { tree, faults } = read(text);
  const { formula, unit } = check(tree, { ...around, faults });
  if (faults.length === 0) faults.push(...sizeFaults(formula, tree, around.indicators));
  if (faults.length === 0 && unit !== null) return { formula, unit, faults: [] };
  return { formula: null, unit: null, faults: faults.toSorted((one, other) => one.params.at - other.params.at) };
}

const HOLE: Found = { formula: { is: 'number', value: 0 }, unit: null };

function check(tree: ReadFormula, look: Look): Found {
  switch (tree.is) {
    case 'hole':
      return HOLE;
    case 'number':
      return { formula: { is: 'number', value: tree.value }, unit: 'constant' };
    case 'indicator':
      return checkReference(tree, tree.ref, look);
    case 'count':
      return { ...aggregate({ is: 'count', cases: checkCases(tree.cases, look) }), unit: 'number' };
    case 'fold': {
      const { cases, unit } = checkValues(tree, look);
      return { ...aggregate({ is: tree.fold, name: tree.name.said, cases }), unit };
    }
    case 'percentile': {
      checkPercent(tree.p, look);
      const { cases, unit } = checkValues(tree, look);
      return { ...aggregate({ is: 'percentile', p: tree.p.said, name: tree.name.said, cases }), unit };
    }
    case 'share':
      return checkShare(tree, tree.part, tree.whole, look);
    default:
      return checkOperation(tree, look);
  }
}

const aggregate = (of: Aggregate): { formula: Formula } => ({ formula: { is: 'aggregate', of } });

function checkOperation(tree: Extract<ReadFormula, { left: ReadFormula }>, look: Look): Found {
  const [left, right] = [check(tree.left, look), check(tree.right, look)];
  if (tree.is === '/' && right.formula.is === 'number' && right.unit && right.formula.value === 0)
    look.faults.push(faultAt(tree.right, 'divided-by-nothing'));
  const formula: Formula = { is: tree.is, left: left.formula, right: right.formula };
  if (!left.unit || !right.unit) return { formula, unit: null };
  const unit = unitOf(tree.is, left.unit, right.unit);
  if (unit === null)
    look.faults.push(faultAt(tree, 'units-do-not-fit', { is: tree.is, left: left.unit, right: right.unit }));
  return { formula, unit };
}

function checkReference(at: Span, ref: string, { indicators, self, faults }: Look): Found {
  const found = resolve(ref, { indicators, ...(self === undefined ? {} : { self }) });
  if (found.is === 'found') return { formula: { is: 'indicator', ref: found.ref }, unit: found.unit };
  faults.push(faultAt(at, found.code, found.params));
  return HOLE;
}

/** What is counted of the part must be in the whole as well, so both are of one basis. */
function checkShare(at: Span, readPart: ReadCases, readWhole: ReadCases, look: Look): Found {
  const [part, whole] = [checkCases(readPart, look), checkCases(readWhole, look)];
  if (part.basis !== whole.basis)
    look.faults.push(faultAt(at, 'bases-differ', { part: part.basis, whole: whole.basis }));
  const strays = readPart.processes.filter(({ said }) => isCaseKind(said) && !whole.processes.includes(said));
  for (const stray of strays) look.faults.push(faultAt(stray, 'not-in-whole', { process: stray.said }));
  return { formula: { is: 'share', part, whole }, unit: 'share' };
}

function checkCases({ basis, processes: said, where }: ReadCases, { faults }: Look): Cases {
  const found = [...new Set(said.flatMap((one) => kindAt(one, basis, faults)))];
  return { basis, processes: found, ...(where ? { where: checkCondition(found, where, faults) } : {}) };
}

/** Only ended drills have rows, and documents of open ones are read by no figure. */
function kindAt(at: Placed<string>, basis: Basis, faults: Fault[]): CaseKind[] {
  if (at.said === DRILL && basis !== 'closed')
    faults.push(faultAt(at, 'only-closed', { process: at.said, basis, allowed: ['closed'] }));
  if (isCaseKind(at.said)) return [at.said];
  const near = nearest(at.said, caseKindKeys);
  const params = { process: at.said, of: caseKindKeys, ...(near === undefined ? {} : { near }) };
  faults.push(faultAt(at, 'unknown-process', params));
  return [];
}

/** Only lengths and numbers are added up and put in order. */
function checkValues(tree: { name: Placed<string>; cases: ReadCases }, look: Look) {
  const cases = checkCases(tree.cases, look);
  const name = typedName(cases.processes, tree.name, look.faults);
  if (name === null) return { cases, unit: null };
  if (name.is === 'minutes' || name.is === 'number') return { cases, unit: name.is };
  const params = { name: tree.name.said, is: name.is, expected: ['number', 'minutes'] };
  look.faults.push(faultAt(tree.name, 'wrong-type', params));
  return { cases, unit: null };
}

const MOST_PERCENT = 100;
const HUNDREDTHS = 100;
function checkPercent(at: Placed<number>, { faults }: Look): void {
  const { said } = at;
  // A hundredth of a percent is the finest: rounded to that it must be itself.
  if (said <= 0 || said > MOST_PERCENT || Math.round(said * HUNDREDTHS) / HUNDREDTHS !== said)
    faults.push(faultAt(at, 'percentile-range', { above: 0, most: MOST_PERCENT, decimals: 2 }));
}

/** What is left to ask of a formula that is right by itself. */
function sizeFaults(formula: Formula, at: Span, indicators: Indicators): Fault[] {
  const count = aggregatesOf(formula, (ref) => byRef(indicators, ref)?.formula ?? formula).length;
  if (count === 0) return [faultAt(at, 'counts-nothing')];
  return count > MOST_AGGREGATES ? [faultAt(at, 'too-many-aggregates', { most: MOST_AGGREGATES, count })] : [];
}
