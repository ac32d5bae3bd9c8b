/** A cutover as its people begin it: under a change that has its time, checked, armed, everybody there. */
import type { Millis } from '../../domain/kernel/process.ts';
import { act, type Act, type Cast } from './stories.ts';

const HOUR = 3_600_000;
const UNIT = '/dx/donghu/linxi/school';
const COMMANDER = 'sup-donghu';
/** Longer than its window. */
export const CHANGE_HOURS = 10;
const SUM = 'ab'.repeat(32);
const VERSION = { os: 'A' };

/** By that runbook; `raiser` is there for it, and performs. Its first steps are begun. */
export function begunCutover(
  { raiser, item, at }: Cast,
  { change, runbook, now }: { change: string; runbook: string; now: Millis },
): Act[] {
  const checked = (part: string, more: object = {}): Act =>
    act(raiser, 'recordPrecheck', { evidence: 'Seen', ...more }, part);
  return [
    act(raiser, 'create', {
      unit: UNIT,
      application: 'payment',
      title: 'New server',
      items: [item],
      change,
      commander: COMMANDER,
      runbook,
      backOutMinutes: 30,
      window: { from: at(now - HOUR / 2), until: at(now + 3 * HOUR) },
      people: [{ person: raiser, as: 'server' }],
    }),
    checked('pre-spare', { versions: { live: VERSION, spare: VERSION } }),
    checked('pre-backup', { backup: { takenAt: at(now - HOUR), checksum: SUM, readBack: SUM } }),
    checked('pre-person-1'),
    act(COMMANDER, 'arm'),
    act(COMMANDER, 'start', { rollCall: [raiser] }),
  ];
}
