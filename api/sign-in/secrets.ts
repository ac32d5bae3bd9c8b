/** Random secrets that we hand out, and what we keep of them. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, base64url: 43 characters. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
/** What is stored of a secret. It is random, so a plain hash cannot be guessed back. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
