/** Paging cursors: encrypted, and good only for the list and filter they were made for. */
import type { z } from 'zod';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { createTextCipher } from './cipher.ts';
import { invalid } from './problem.ts';

export type Cursors = {
  /** `scope`: list and filter, whatever decides which rows there are and in which order. */
  write(scope: unknown, position: unknown): string;
  /** The position; 'invalid-data' at /after for a cursor that is not ours or belongs to another list. */
  read<T extends z.ZodType>(scope: unknown, cursor: string, position: T): z.output<T>;
};

/** Encrypted, since a position may hold what its reader is not shown: the seq of an internal event, a deadline of the work. */
export function createCursors(secret: string): Cursors {
  const { encrypt, decrypt } = createTextCipher(secret, 'cursor');
  return {
    write: (scope, position) => encrypt(canonical(position), canonical(scope)),
    read: (scope, cursor, position) => {
      const text = decrypt(cursor, canonical(scope));
      const parsed = text === undefined ? undefined : position.safeParse(JSON.parse(text));
      if (!parsed?.success) throw invalid([{ pointer: '/after', code: 'not-allowed-value' }]);
      return parsed.data;
    },
  };
}
