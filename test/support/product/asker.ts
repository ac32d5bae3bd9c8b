/** Sends what was made of the specification, and holds the answer to it. */
import request, { type Response } from 'supertest';
import type { Api } from './api.ts';
import { conform } from './conforms.ts';
import type { Sent } from './requests.ts';

/** @throws Error where the answer is none that the specification declares for it */
export async function sentBy(api: Api, headers: Readonly<Record<string, string>>, sent: Sent): Promise<Response> {
  const agent = request(api.address);
  const method = sent.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const test = agent[method](sent.path)
    .buffer(true)
    .set({ ...headers, ...sent.headers });
  const answer = await (sent.body === undefined ? test : test.type('application/json').send(JSON.stringify(sent.body)));
  conform(api.app.specification.document(), sent, answer);
  return answer;
}
