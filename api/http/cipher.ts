/** Text that leaves and comes back: nobody outside reads it, makes it or changes it (AES-256-GCM). */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export type TextCipher = {
  /** base64url. `context`: what it is good for; it is not in the text. */
  encrypt: (text: string, context?: string) => string;
  /** Undefined for what was not encrypted under this secret for this purpose and context. */
  decrypt: (encrypted: string, context?: string) => string | undefined;
};

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The same `secret` and `purpose` make the same key in every process. */
export function createTextCipher(secret: string, purpose: string): TextCipher {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `changming ${purpose}`, 32));
  return {
    encrypt: (text, context = '') => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
    },
    decrypt: (encrypted, context = '') => {
      const bytes = Buffer.from(encrypted, 'base64url');
      const isWhole = bytes.length >= IV_BYTES + TAG_BYTES && bytes.toString('base64url') === encrypted; // Buffer skips what is none
      if (!isWhole) return undefined;
      const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
      const cipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context)).setAuthTag(tag);
      const body = cipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([body, cipher.final()]).toString('utf8');
      } catch {
        return undefined; // final() says only that the tag is another
      }
    },
  };
}
