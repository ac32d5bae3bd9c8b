/**
 * Runs the unit tests for Stryker in one process: all files are loaded once, a mutant is a switch in code that is there
 * already, and of the tests that come by it the quickest are asked first. Jest, which loads every file anew for every
 * mutant, needs seconds for what takes milliseconds here.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import type { Ignorer } from '@stryker-mutator/api/ignore';
import {
  determineHitLimitReached,
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { collectTests, type UnitTest } from './harness.ts';

/** Under this name the instrumented code looks for the mutant that is on, and counts what it passes. */
const stryker: InstrumenterContext = {};
Object.assign(globalThis, { __stryker__: stryker });
// Random stories are the same in every run, or the score would be a matter of luck; a story that fails is enough.
fc.configureGlobal({ seed: 20_260_101, endOnFailure: true });
/** One fault in so many is planted, always the same ones; the others are reported as errors, which no score counts. */
const ONE_IN = Number(process.env['MUTATE_ONE_IN'] ?? '1');
/** But all of those in these files, named without folder and ending. */
const WHOLE = (process.env['MUTATE_WHOLE'] ?? '').split(',');
/** What takes longer is asked only when nothing else comes by a mutant: one that lives must hear all the others. */
const QUICK_MS = 500;

class InOneProcess implements TestRunner {
  private tests: UnitTest[] = [];
  private readonly spentMs = new Map<string, number>();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    this.load();
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    if (coverageAnalysis !== 'off') stryker.mutantCoverage = { static: {}, perTest: {} };
    this.load(); // once more: what is passed while loading belongs to no test
    const tests: TestResult[] = [];
    for (const test of this.tests) {
      const result = await this.one(test);
      this.spentMs.set(test.id, result.timeSpentMs);
      tests.push(result);
    }
    const { mutantCoverage } = stryker;
    delete stryker.mutantCoverage;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun(asked: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment } = asked;
    if (!isInSample(activeMutant)) return { status: MutantRunStatus.Error, errorMessage: 'not in the sample' };
    if (hitLimit === undefined) delete stryker.hitLimit;
    else stryker.hitLimit = hitLimit;
    stryker.hitCount = 0;
    try {
      if (mutantActivation === 'static') stryker.activeMutant = activeMutant.id;
      if (reloadEnvironment) this.load();
      stryker.activeMutant = activeMutant.id;
      return await this.ask(testFilter);
    } catch (error) {
      return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed('loading', error, 0)] });
    } finally {
      delete stryker.activeMutant;
      if (mutantActivation === 'static') this.load();
    }
  }

  /** Until the first failure, which is all that a mutant needs. */
  private async ask(filter: readonly string[] | undefined): Promise<MutantRunResult> {
    const wanted = filter && new Set(filter);
    const covering = this.tests.filter(({ id }) => !wanted || wanted.has(id));
    const quick = covering.filter((test) => this.spent(test) < QUICK_MS);
    const asked = (quick.length > 0 ? quick : covering).toSorted((one, other) => this.spent(one) - this.spent(other));
    const tests: TestResult[] = [];
    for (const test of asked) {
      const result = await this.one(test);
      const endless = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
      if (endless) return toMutantRunResult(endless);
      tests.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  private spent({ id }: UnitTest): number {
    return this.spentMs.get(id) ?? 0;
  }

  private async one({ id, run }: UnitTest): Promise<TestResult> {
    const began = performance.now();
    stryker.currentTestId = id;
    try {
      await run();
      return { id, name: id, timeSpentMs: performance.now() - began, status: TestStatus.Success };
    } catch (error) {
      return failed(id, error, performance.now() - began);
    } finally {
      delete stryker.currentTestId;
    }
  }

  /** Stryker has made its copy of the project the working folder. */
  private load(): void {
    const root = process.cwd();
    const own = Object.keys(require.cache).filter((file) => file.startsWith(root));
    for (const file of own) delete require.cache[file];
    this.tests = collectTests(filesIn(root), (file) => void require(path.join(root, file)));
  }
}

function isInSample({ fileName, location, mutatorName, replacement }: MutantRunOptions['activeMutant']): boolean {
  if (WHOLE.includes(path.basename(fileName, '.ts'))) return true;
  const place = JSON.stringify([fileName.split('/domain/').at(-1), location, mutatorName, replacement]);
  return createHash('sha256').update(place).digest().readUInt32BE() % ONE_IN === 0;
}

const failed = (id: string, error: unknown, timeSpentMs: number): TestResult => ({
  id,
  name: id,
  timeSpentMs,
  status: TestStatus.Failed,
  failureMessage: error instanceof Error ? error.message : String(error),
});

/** Those that say something about the kernel; what reads a log takes too long to be asked. */
function filesIn(root: string): string[] {
  const folder = path.join('test', 'domain');
  const all = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return all
    .filter((name) => name.endsWith('.test.ts') && !/^(replay|webhook)/.test(name))
    .map((name) => path.join(folder, name))
    .toSorted();
}

/** Sentences for people in errors are no behaviour that a test should fix. */
class Sentences implements Ignorer {
  shouldIgnore(at: object): string | undefined {
    const { node, parent } = at as { node: { type: string }; parent?: Call }; // of Babel, whose types Stryker keeps to itself
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined;
    const name = parent?.callee?.name;
    if (parent === undefined || name === undefined || parent.arguments === undefined) return undefined;
    const isSentence = SENTENCES[name] === parent.arguments.indexOf(node);
    return isSentence ? 'a sentence of an error' : undefined;
  }
}
type Call = { callee?: { name?: string }; arguments?: object[] };
/** Which argument is the sentence. */
const SENTENCES: Readonly<Record<string, number>> = { DomainError: 1, invalid: 2, Error: 0, RangeError: 0 };

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'in-one-process', injectableClass: InOneProcess },
  { kind: 'Ignore', name: 'sentences', injectableClass: Sentences },
];
