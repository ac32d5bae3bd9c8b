/** People of the sample organisation at work on the running product, by name and command. */
import { randomUUID } from 'node:crypto';
import { personKey } from '../../../domain/kernel/ids.ts';
import type { Product } from './product.ts';

export const report = {
  channel: 'phone',
  reporter: 'req-linxi',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Payments fail',
  description: 'Every batch of today is rejected.',
  contact: '0571 8888',
};
/** Of priority P3, in the city's queue. */
export const incidentReport = {
  ...report,
  impact: '2',
  urgency: '2',
  category: 'software-function',
  queue: 'donghu-l2',
};
export const escalation = {
  category: 'software-function',
  impact: '2',
  urgency: '2',
  diagnosis: 'Server error',
  tried: 'Restart',
};
export const solution = {
  solution: 'The right version was installed',
  causeCode: 'release-defect',
  category: 'software-function',
  knowledge: { kind: 'none', reason: 'Known' },
};
export const analysis = {
  cause: 'Wrong version',
  evidence: 'Logs',
  handling: 'Reinstalled',
  prevention: 'Check before release',
};

type More = { key?: string; seen?: number; part?: string };

/** Sends commands as people do; each under a key of its own unless one is given. */
export function deskOf(product: Pick<Product, 'caseClient' | 'actor'>) {
  const sender = async (person: string, key: string = randomUUID()) => ({
    actor: await product.actor(person),
    key: personKey(person, key),
  });
  return {
    open: async (person: string, process: string, data: object, key?: string) =>
      await product.caseClient.open(process, data, await sender(person, key)),
    give: async (person: string, caseId: string, command: string, data: object = {}, { key, seen, part }: More = {}) =>
      await product.caseClient.command(caseId, command, data, {
        ...(await sender(person, key)),
        ...(seen === undefined ? {} : { seen }),
        ...(part === undefined ? {} : { part }),
      }),
  };
}

/** The code that a command was refused with, or `done`. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );
/** Asked until it is so: a worker that has just begun may take longer to park a case than a caller waits. */
export const isParked = async (work: Promise<unknown>): Promise<boolean> => (await codeOf(work)) === 'case-parked';
