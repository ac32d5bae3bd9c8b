/** Cutovers as their people have them, on the running product without its API: under a change of their own, checked, armed, begun. */
import { begunCutover, CHANGE_HOURS } from '../../../bench/stories/run-cutovers.ts';
import { type Act, type Cast, scheduledChange } from '../../../bench/stories/stories.ts';
import type { ProcessKey } from '../../../domain/processes.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { deskOf } from './desk.ts';
import type { Product } from './product.ts';

/** Its item may be worked on at any time. */
const CAST: Cast = { raiser: 'eng-donghu-1', doer: 'eng-donghu-2', item: 'mw-payment', at: (instant) => instant };

export function cutoversOf(product: Product) {
  const desk = deskOf(product);

  /** The first of them opens the case; its number. */
  async function given(process: ProcessKey, [first, ...others]: readonly Act[]): Promise<string> {
    if (!first) throw new Error('nothing opens it');
    const { caseId } = await desk.open(first.by, process, first.data(''));
    for (const { by, command, data, part } of others) {
      const { approval } = (await product.stored(caseId)) as StoredCase & { approval?: { planHash: string } };
      await desk.give(by, caseId, command, data(approval?.planHash ?? ''), part === undefined ? {} : { part });
    }
    return caseId;
  }

  /** In its window, assessed with a low risk and approved: eng-donghu-1 has raised it, eng-donghu-2 carries it out. */
  const scheduled = (): Promise<string> => given('change', scheduledChange(CAST, Date.now(), CHANGE_HOURS));

  /** By that runbook, commanded by sup-donghu; its first steps are begun. */
  async function begun(runbook: string): Promise<{ caseId: string; change: string }> {
    const change = await scheduled();
    const caseId = await given('cutover', begunCutover(CAST, { change, runbook, now: Date.now() }));
    return { caseId, change };
  }

  return { scheduledChange: scheduled, begun };
}
