/** People of the sample organisation who carry out a run: each does what the case waits for from him, until it stands as wanted. */
import type { StoredCase, Waited } from '../../../domain/kernel/process.ts';
import { deskOf } from './desk.ts';
import type { Product } from './product.ts';

const ENGINEERS = ['eng-donghu-1', 'eng-donghu-2'] as const;
const COMMANDER = 'sup-donghu';
const ABOVE = 'sup-dx';
const UNIT = '/dx/donghu/linxi/school';
/** What is done by its role at the case: of a second person, who is neither the first nor who commands. */
const byRole: Readonly<Record<string, string>> = { engineer: ENGINEERS[0], supervisor: ABOVE };

/** What is done instead of what is waited for, once it comes to this step. */
export type Turn = { at: string; command: string; data?: object; part?: string; by?: string };

const isAt = (kase: StoredCase, part: string): boolean => kase.waitsFor.some(({ parts = [] }) => parts.includes(part));

export function autopilotOf(product: Product) {
  const desk = deskOf(product);
  const stored = async (number: string) => (await product.stored(number)) as StoredCase & Record<string, never>;

  /** A failover of the sample's school, or of another unit, authorised as it is proposed for `facts`. */
  async function failover(facts: object, unit = UNIT): Promise<string> {
    const { caseId } = await desk.open(ENGINEERS[0], 'failover', {
      unit,
      application: 'payment',
      title: '支付服务中断',
      items: ['mw-payment'],
      faultAt: Date.now() - 60_000,
      facts,
      commander: COMMANDER,
    });
    const { proposal } = await stored(caseId);
    await desk.give(COMMANDER, caseId, 'authorize', {
      planHash: (proposal as unknown as { planHash: string }).planHash,
      customerTold: '已电话告知',
    });
    return caseId;
  }

  async function doOne(number: string, { to, command, parts = [] }: Waited): Promise<void> {
    const [part] = parts;
    const person = 'person' in to ? to.person : 'role' in to ? (byRole[to.role] ?? COMMANDER) : COMMANDER;
    const beside = part === undefined ? {} : { part };
    switch (command) {
      case 'confirmStep':
        return void (await desk.give(person, number, command, { evidence: '已核对' }, beside));
      case 'witnessStep':
        return void (await desk.give(
          person === ENGINEERS[0] ? ENGINEERS[1] : person,
          number,
          command,
          { evidence: '已见证' },
          beside,
        ));
      case 'passGate':
        return void (await desk.give(person, number, command, { evidence: '已检查' }, beside));
      case 'decideStep': {
        const choice = await firstChoice(number, part ?? '');
        return void (await desk.give(person, number, command, { ...choice, reason: '按预案' }, beside));
      }
      case 'confirmService':
        return void (await desk.give('req-linxi', number, command, { checks: '已试用' }));
      case 'report':
        return void (await desk.give(COMMANDER, number, command, {
          good: '快',
          bad: '无',
          actions: [],
          ...(number.startsWith('FOV-') ? { dataLossMinutes: 0 } : {}),
        }));
      default:
        throw new Error(`nobody knows how to ${command}`);
    }
  }

  async function firstChoice(number: string, part: string): Promise<{ choice?: string }> {
    const { state } = await product.body(number);
    const { outline } = state as { outline: { of: readonly { id: string; choices?: readonly { id: string }[] }[] } };
    const choice = outline.of.find(({ id }) => id === part)?.choices?.[0]?.id;
    return choice === undefined ? {} : { choice };
  }

  /**
   * What it waits for is done, one after the other, until it stands in one of `until`; `instead`: once it waits for that step, or
   * its action is under way. Where an action is awaited, so does this.
   */
  async function run(number: string, until: readonly string[], instead?: Turn): Promise<string> {
    let isTurned = false;
    for (;;) {
      const kase = await product.eventually(async () => {
        const one = await stored(number);
        const waits = one.waitsFor.some(({ command }) => command !== 'rollBack');
        return until.includes(one.status) || waits || (instead && !isTurned && isAt(one, instead.at)) ? one : null;
      });
      if (until.includes(kase.status)) return kase.status;
      if (instead && !isTurned && isAt(kase, instead.at)) {
        isTurned = true;
        const beside = instead.part === undefined ? {} : { part: instead.part };
        await desk.give(instead.by ?? COMMANDER, number, instead.command, instead.data ?? { reason: '演示' }, beside);
        continue;
      }
      const [next] = kase.waitsFor.filter(({ command }) => command !== 'rollBack');
      if (next) await doOne(number, next);
    }
  }

  return { desk, failover, run, commander: COMMANDER };
}
