/** Random secrets that we hand out. What is kept of them: models/access/secret-hash.ts. */
import { randomBytes } from 'node:crypto';

/** 256 bits, base64url: 43 characters. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
