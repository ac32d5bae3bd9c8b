/** Paging cursors: opaque, signed, and good only for the list and filter they were made for. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { invalid } from './problem.ts';

const SIGNATURE = 22; // 128 bits, base64url

export type Cursors = {
  /** `scope`: list and filter, whatever decides which rows there are and in which order. */
  write(scope: unknown, position: unknown): string;
  /** The position; 'invalid-data' at /after for a cursor that is not ours or belongs to another list. */
  read<T extends z.ZodType>(scope: unknown, cursor: string, position: T): z.output<T>;
};

export function createCursors(secret: string): Cursors {
  const sign = (scope: unknown, text: string): string =>
    createHmac('sha256', `${secret} cursor`)
      .update(`${canonical(scope)}\n${text}`)
      .digest('base64url')
      .slice(0, SIGNATURE);
  return {
    write: (scope, position) => {
      const text = Buffer.from(canonical(position)).toString('base64url');
      return `${text}.${sign(scope, text)}`;
    },
    read: (scope, cursor, position) => {
      const [text = '', signature = ''] = cursor.split('.');
      const own = Buffer.from(sign(scope, text));
      const given = Buffer.from(signature);
      const good = own.length === given.length && timingSafeEqual(own, given);
      const parsed = good ? position.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())) : undefined;
      if (!parsed?.success) throw invalid([{ pointer: '/after', code: 'not-allowed-value' }]);
      return parsed.data;
    },
  };
}
