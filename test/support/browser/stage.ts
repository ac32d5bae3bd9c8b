/** Cases that people find when they come to work, of the sample organisation. */
import { randomUUID } from 'node:crypto';
import type { Api, Caller } from '../product/api.ts';
import { openCall, report } from '../product/api.ts';

const solution = { solution: '已重新下发证书', category: 'software-function' } as const;

/** Given until the busy machine has answered. */
export async function give(by: Caller, address: string, data: object = {}, api: Api): Promise<string> {
  const key = randomUUID();
  const answer = await api.product.eventually(async () => {
    const told = await by.send(address, data, key);
    return told.status !== 202 && told;
  });
  if (answer.status >= 400) throw new Error(`${address}: ${answer.text}`);
  return answer.body.number;
}

/** A call that the city's desk took and solved on the phone. */
export async function solvedCall(api: Api): Promise<string> {
  const desk = await api.as('desk-donghu');
  const number = await give(desk, '/api/calls', report, api);
  return await give(
    desk,
    `/api/calls/${number}/answer`,
    { ...solution, outcome: 'solved', confirmedOnPhone: '张燕' },
    api,
  );
}

/** A requester's own call that waits for his word: an answer to a question, or whether it is solved. */
export async function waitingCall(api: Api, waits: 'question' | 'answer', title: string): Promise<string> {
  const number = await openCall(api, { title });
  const desk = await api.as('desk-linxi');
  await give(desk, `/api/calls/${number}/take`, {}, api);
  return waits === 'question'
    ? await give(desk, `/api/calls/${number}/requestInfo`, { question: '请提供凭证号' }, api)
    : await give(desk, `/api/calls/${number}/answer`, { ...solution, outcome: 'solved' }, api);
}

/** All that is recorded so far, as the schedule of seals does it. */
export async function sealed({ product: { temporal, taskQueue } }: Api): Promise<void> {
  const options = { workflowId: `${taskQueue}:seal-of-stage`, taskQueue, args: [] };
  await temporal.workflow.execute('sealRecordWorkflow', options);
}
