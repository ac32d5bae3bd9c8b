/** Cutovers as their people have them, on the running product without its API: under a change of their own, checked, armed, begun. */
import { QUESTIONS } from '../../../domain/change/risk.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { deskOf, report } from './desk.ts';
import type { Product } from './product.ts';

const HOUR = 3_600_000;
/** May be worked on at any time. */
const ITEM = 'mw-payment';
const step = (id: string) => ({ id, title: id, instruction: `Do ${id}`, undo: `Undo ${id}`, minutes: 5 });

export function cutoversOf(product: Product) {
  const desk = deskOf(product);

  /** In its window, assessed with a low risk and approved: eng-donghu-1 has raised it, eng-donghu-2 carries it out. */
  async function scheduledChange(): Promise<string> {
    const raise = { kind: 'normal', unit: report.unit, application: 'payment', title: 'Patch', description: 'Due' };
    const { caseId } = await desk.open('eng-donghu-1', 'change', { ...raise, items: [ITEM] });
    await desk.give('eng-donghu-1', caseId, 'plan', {
      items: [ITEM],
      window: { from: Date.now() - HOUR, until: Date.now() + 10 * HOUR },
      outageMinutes: 0,
      consequences: 'None',
      steps: [step('stop'), step('patch')],
      backOut: 'Snapshot',
      backOutMinutes: 30,
      testEvidence: 'Tried',
      implementer: 'eng-donghu-2',
    });
    await desk.give('eng-donghu-1', caseId, 'submit');
    const answers = Object.fromEntries(QUESTIONS.map(({ key }) => [key, false]));
    for (const [as, who] of [
      ['technical', 'expert-1'],
      ['security', 'expert-2'],
      ['business', 'owner'],
    ] as const)
      await desk.give(who, caseId, 'assess', { as, answers, opinion: 'Fine' });
    const { approval } = (await product.stored(caseId)) as StoredCase & { approval?: { planHash: string } };
    await desk.give('sup-donghu', caseId, 'approve', { planHash: approval?.planHash });
    return caseId;
  }

  /** By that runbook, commanded by sup-donghu; its first steps are begun. */
  async function begun(runbook: string): Promise<{ caseId: string; change: string }> {
    const change = await scheduledChange();
    const { caseId } = await desk.open('eng-donghu-1', 'cutover', {
      unit: report.unit,
      application: 'payment',
      title: 'New server',
      items: [ITEM],
      change,
      commander: 'sup-donghu',
      runbook,
      backOutMinutes: 30,
      window: { from: Date.now() - HOUR / 2, until: Date.now() + 3 * HOUR },
      people: [{ person: 'eng-donghu-1', as: 'server' }],
    });
    const sum = 'ab'.repeat(32);
    for (const [part, more] of Object.entries({
      'pre-spare': { versions: { live: { os: 'A' }, spare: { os: 'A' } } },
      'pre-backup': { backup: { takenAt: Date.now() - HOUR, checksum: sum, readBack: sum } },
      'pre-person-1': {},
    }))
      await desk.give('eng-donghu-1', caseId, 'recordPrecheck', { evidence: 'Seen', ...more }, { part });
    await desk.give('sup-donghu', caseId, 'arm');
    await desk.give('sup-donghu', caseId, 'start', { rollCall: ['eng-donghu-1'] });
    return { caseId, change };
  }

  return { scheduledChange, begun };
}
