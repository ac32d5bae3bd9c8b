/** A mail handed in as it is: photos of a phone do not fit into a body of JSON. */
import type { Request } from 'express';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/process.ts';
import { tooLarge } from '../files/upload.ts';
import { invalid } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';

/** Of the files of one command as they travel, four letters for three bytes and line ends, and what stands around them. */
const ROOM = { share: 1.4, bytes: 1_048_576 };

type Deps = {
  answer: z.ZodType;
  /** Bytes that one command's files may have. */
  filesBytes: number;
  receive: (actor: Actor, mail: Buffer, senderVerified: boolean) => Promise<object>;
};

export function wholeMailRoute({ answer, filesBytes, receive }: Deps): Route {
  const most = Math.ceil(filesBytes * ROOM.share) + ROOM.bytes;
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: a message lies in memory whole while it is taken apart. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = last.catch(() => undefined);
    const mine = before.then(work);
    last = mine.catch(() => undefined);
    return await mine;
  };
  return route({
    method: 'post',
    path: '/api/mail/messages',
    operationId: 'mail.messages',
    tag: 'notices',
    summary: 'Hand in a mail as it is: the body is the whole message (RFC 5322), with what it brings',
    access: { rule: 'role', roles: ['system-administrator'] },
    ofAnyBranch: true,
    bytes: true,
    costly: 'bytes',
    query: z.strictObject({
      senderVerified: z
        .enum(['true', 'false'])
        .optional()
        .describe('As of mail.received: whoever hands it in vouches for its sender'),
    }),
    responses: { 200: { description: 'What it was', schema: answer } },
    handle: async ({ actor, request, query: { senderVerified } }) => {
      try {
        if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
        return {
          body: await alone(async () => {
            const mail = await wholeOf(request, most);
            if (mail.length === 0) throw invalid([{ pointer: '', code: 'required' }]);
            return await receive(actor, mail, senderVerified === 'true');
          }),
        };
      } catch (error) {
        request.resume(); // who sends on regardless reads the answer only then
        throw error;
      }
    },
  });
}

async function wholeOf(request: Request, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = Buffer.from(part);
    size += bytes.length;
    if (size > most) throw tooLarge(most);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
