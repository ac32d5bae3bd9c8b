/** The hash by which people and rules name what they saw: a plan, a sheet, a record. */
import { createHash } from 'node:crypto';
import { canonical } from './chain.ts';

/** SHA-256, hex, over the canonical JSON of `value`: two values that say the same have the same. Throws nothing. */
export const contentHash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');
