/**
 * Positions in the stream as readers are given them: encrypted, since the engine's token names the document of a change that may be
 * none of theirs, and each good for its reader alone. Every API process reads what another has encrypted.
 */
import type { Millis } from '../../domain/kernel/process.ts';
import { createTextCipher } from '../http/cipher.ts';

/** The engine's token, and when a process of ours had it from the engine. */
export type Place = { token: string; at: Millis };

/** All positions look alike, whatever number they hold. */
const STEP = 256;
const PLACE = /^(\d{13}) ([0-9A-F]{16,400})$/i;

export function createPositions(secret: string) {
  const { encrypt, decrypt } = createTextCipher(secret, 'live position');
  return {
    outside: ({ token, at }: Place, reader: string): string => {
      const text = `${at} ${token}`;
      return encrypt(text.padEnd(Math.ceil(text.length / STEP) * STEP), reader);
    },
    /** Undefined for what is not ours, or was given to somebody else: as good as one that is too old. */
    place: (position: string, reader: string): Place | undefined => {
      const [, at, token] = PLACE.exec(decrypt(position, reader)?.trimEnd() ?? '') ?? [];
      return at === undefined || token === undefined ? undefined : { token, at: Number(at) };
    },
  };
}
