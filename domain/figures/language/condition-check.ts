/** Checks a condition against the names of the processes whose cases it is about. */
import type { CaseKind } from '../kinds.ts';
import type { Name } from '../names.ts';
import { type Fault, faultAt } from './reading/faults.ts';
import { mayBeDays } from './lengths.ts';
import { nameOf } from './names-of-cases.ts';
import type { Condition, Literal } from './shapes.ts';
import type { Comparison, Placed, ReadCondition, ReadLiteral } from './reading/tree.ts';

/** The name's type; null where it has none for these cases, which is then a fault. Throws nothing. */
export function typedName(processes: readonly CaseKind[], at: Placed<string>, faults: Fault[]): Name | null {
  if (processes.length === 0) return null; // who they are is a fault already
  const found = nameOf(processes, at.said);
  switch (found.is) {
    case 'found':
      return found.name;
    case 'unknown':
      faults.push(faultAt(at, 'unknown-name', { name: at.said, ...(found.near ? { near: found.near } : {}) }));
      return null;
    case 'lacking':
      faults.push(faultAt(at, 'process-lacks-name', { name: at.said, processes: found.processes }));
      return null;
    default:
      faults.push(faultAt(at, 'types-differ', { name: at.said, types: found.types }));
      return null;
  }
}

/** The condition as it is stored; what is wrong with it is among the faults, and then it is not to be used. Throws nothing. */
export function checkCondition(processes: readonly CaseKind[], read: ReadCondition, faults: Fault[]): Condition {
  switch (read.is) {
    case 'and':
    case 'or':
      return { is: read.is, of: read.of.map((one) => checkCondition(processes, one, faults)) };
    case 'not':
      return { is: 'not', of: checkCondition(processes, read.of, faults) };
    case 'missing':
      typedName(processes, read.name, faults);
      return { is: 'missing', name: read.name.said };
    case 'yes': {
      const name = typedName(processes, read.name, faults);
      if (name && name.is !== 'yes-no')
        faults.push(faultAt(read.name, 'wrong-type', { name: read.name.said, is: name.is, expected: ['yes-no'] }));
      return { is: '=', name: read.name.said, value: true };
    }
    case 'in': {
      const name = typedName(processes, read.name, faults);
      if (name) checkTest(name, read.name, 'in', read.values, faults);
      return { is: 'in', name: read.name.said, values: [...new Set(read.values.map(({ said }) => said))] };
    }
    default: {
      const name = typedName(processes, read.name, faults);
      if (name) checkTest(name, read.name, read.is, [read.value], faults);
      return { is: read.is, name: read.name.said, value: read.value.said };
    }
  }
}

type Test = Comparison | 'in';
const OF_NUMBERS: readonly Test[] = ['=', '!=', '<', '<=', '>', '>=', 'in'];
/** Which tests a value of that type stands. Not `!=` of several values: any other one, or none alike? `not … =` says which. */
const ALLOWED: Readonly<Record<Name['is'], readonly Test[]>> = {
  text: ['=', '!=', 'in'],
  texts: ['=', 'in'],
  number: OF_NUMBERS,
  minutes: OF_NUMBERS,
  'yes-no': ['=', '!='],
  instant: [],
};
const LITERAL: Readonly<Record<Name['is'], 'string' | 'number' | 'boolean'>> = {
  text: 'string',
  texts: 'string',
  number: 'number',
  minutes: 'number',
  'yes-no': 'boolean',
  instant: 'number',
};

function checkTest(name: Name, at: Placed<string>, is: Test, values: readonly ReadLiteral[], faults: Fault[]): void {
  const allowed = ALLOWED[name.is];
  if (!allowed.includes(is)) {
    const params = { name: at.said, type: name.is, is, allowed: [...allowed, 'missing'] };
    faults.push(faultAt(at, 'condition-not-allowed', params));
    return;
  }
  for (const value of values) checkLiteral(name, at.said, value, faults);
}

function checkLiteral(name: Name, said: string, value: ReadLiteral, faults: Fault[]): void {
  const fault = (code: string, params: object) => faults.push(faultAt(value, code, { name: said, ...params }));
  if (typeof value.said !== LITERAL[name.is] || (value.unit && name.is !== 'minutes'))
    fault('wrong-type', { is: value.unit ? 'minutes' : kindOf(value.said), expected: [name.is] });
  else if (name.words && !name.words.includes(String(value.said)))
    fault('never-that-word', { word: value.said, words: name.words });
  else if (typeof value.said === 'number' && !Number.isSafeInteger(value.said))
    fault('not-whole', { value: value.said });
  else if (value.unit === 'days' && !mayBeDays(said)) fault('days-of-a-clock', {});
}

const kindOf = (value: Literal): string =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'yes-no';
