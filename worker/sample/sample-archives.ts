/** Short stories of monthly archives: two real ones of the province, and drills that show what is asked of people. */
import type { Act, Known, Story } from './sample-story.ts';

const KEEPER = 'records-dx';
const MANAGER = 'pm-dx';
const DAY = 86_400_000;
/** The sample lies in one zone. */
const EAST = 8 * 3_600_000;

const act = (by: string, command: string, data: Act['data'] = {}, once?: string): Act => ({
  by,
  command,
  data,
  ...(once === undefined ? {} : { once }),
});
/** So many months before that of the start. */
function monthOf(begun: number, before: number): string {
  const there = new Date(begun + EAST);
  return new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() - before, 1) + DAY).toISOString().slice(0, 7);
}
const opened = (title: string, before: number, more: object = {}): Act =>
  act(KEEPER, 'create', ({ begun }) => ({ unit: '/dx', month: monthOf(begun, before), title, ...more }));
const sign = (by: string, once: string): Act => act(by, 'sign', ({ manifestHash }: Known) => ({ manifestHash }), once);

const drill = (scripted: string) => ({ drill: true, scripted });

/** What the product does by itself, collecting and checking, is over before anybody looks. */
export const archives: readonly Story[] = [
  {
    process: 'archive',
    status: 'archived',
    acts: [opened('上上月归档', 2), sign(KEEPER, 'archive.packaged'), sign(MANAGER, 'archive.signed')],
  },
  { process: 'archive', status: 'signing', acts: [opened('上月归档', 1)] },
  { process: 'archive', status: 'gaps-open', acts: [opened('归档演练：缺件', 1, drill('gap'))] },
  { process: 'archive', status: 'needs-human', acts: [opened('归档演练：断链', 1, drill('broken'))] },
];
