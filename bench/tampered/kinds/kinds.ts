/** Every kind of tampering, by name; and what is not protected, with the reason. */
import { auditKinds } from './audit.ts';
import { commitKinds } from './commits.ts';
import { documentKinds } from './documents.ts';
import { historyKinds } from './histories.ts';
import type { Kind } from './kind.ts';
import { registerKinds } from './registers.ts';
import { sealKinds } from './seals.ts';

export const kinds: Readonly<Record<string, Kind>> = {
  ...commitKinds,
  ...documentKinds,
  ...auditKinds,
  ...registerKinds,
  ...historyKinds,
  ...sealKinds,
};

export const NOT_PROTECTED: readonly string[] = [
  "who holds the worker's environment, and with it the key: he signs as the product does",
  'what happened since the last seal, an hour at most: a case that is closed, or the end of an audit chain, taken away whole',
];
