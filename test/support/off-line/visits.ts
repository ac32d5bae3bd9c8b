/** Visits to work orders, as a device says them, and what came of them. */
import { randomUUID } from 'node:crypto';
import type { OffLine, Step } from '../../../web/src/off-line/off-line.ts';
import type { Row, Said } from '../../../web/src/off-line/row.ts';
import type { Api } from '../product/api.ts';

export const ENGINEER = 'eng-donghu-2';
export const done = { work: 'The power supply was replaced', result: 'fixed', labourMinutes: 45 };
const task = {
  reporter: 'req-donghu',
  unit: '/dx/donghu/hospital',
  title: 'The printer of the cash desk is dead',
  description: 'It does not start any more.',
  contact: '0551-6310022',
  site: 'Building 2, room 105',
};

/** A work order that the engineer has accepted. */
export async function acceptedOrder(api: Api): Promise<string> {
  const [coordinator, engineer] = await Promise.all(['coord-donghu', ENGINEER].map((one) => api.as(one)));
  const send = async (by: typeof coordinator, path: string, body: object) => {
    const key = randomUUID();
    return await api.product.eventually(async () => {
      const answer = await by?.send(path, body, key);
      if (answer && answer.status >= 400) throw new Error(answer.text);
      return answer && answer.status !== 202 && answer.body;
    });
  };
  const { number } = await send(coordinator, '/api/work-orders', task);
  await send(coordinator, `/api/work-orders/${number}/dispatch`, { engineers: [ENGINEER] });
  await send(engineer, `/api/work-orders/${number}/accept`, {});
  return String(number);
}

export const note = (text: string, more: Partial<Said> = {}): Said => ({
  command: 'comment',
  data: { text, audience: 'internal' },
  ...more,
});

const HOPELESS = 400;
/** Steps until nothing waits, or somebody must do something first. `between`: before each step behind the first. */
export async function flush(page: OffLine, number: string, between: () => void = () => undefined): Promise<Step> {
  for (let steps = 0; steps < HOPELESS; steps += 1) {
    const step = await page.step(number);
    if (step.is === 'done' || step.is === 'stopped') return step;
    if (step.is === 'again') await new Promise((resolve) => setTimeout(resolve, Math.min(step.afterMs ?? 5, 200)));
    between();
  }
  throw new Error('it does not come to an end');
}

/** What the case says came to pass, without instants, keys and places. */
export async function cameTo(api: Api, number: string): Promise<string[]> {
  const events = await api.product.eventsOf(number);
  return events.map(({ type, data }) => {
    const { observedAt: _at, ...said } = data as Record<string, unknown>;
    return `${type} ${JSON.stringify(said)}`;
  });
}

/** A refusal by a copy that came later is one all the same. */
export const fates = (rows: readonly Row[]): string[] => rows.map(({ command, fate }) => `${command} ${fate.is}`);
export const codes = (rows: readonly Row[]): string[] =>
  rows.map(({ fate }) => (fate.is === 'refused' ? fate.problem.code : fate.is));
