/**
 * Positions in the stream as readers are given them: encrypted, since the engine's token names the document of a change that may be
 * none of theirs. Every API process reads what another has encrypted.
 */
import { createTextCipher } from '../http/cipher.ts';

/** All tokens look alike, whatever number they hold. */
const STEP = 256;
const TOKEN = /^[0-9A-F]{16,400}$/i;

export function createPositions(secret: string) {
  const { encrypt, decrypt } = createTextCipher(secret, 'live position');
  return {
    outside: (token: string): string => encrypt(token.padEnd(Math.ceil(token.length / STEP) * STEP)),
    /** Undefined for what is not ours: as good as one that is too old. */
    token: (position: string): string | undefined => {
      const token = decrypt(position)?.trimEnd();
      return token !== undefined && TOKEN.test(token) ? token : undefined;
    },
  };
}
