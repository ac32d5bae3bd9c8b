/** What a standard change keeps of the template that it is made of. */
import { contentHash } from '../../kernel/record/content-hash.ts';
import type { Plan } from '../plan.ts';

/** `ref`: its version, `id@version`; `words`: by field of the plan, SHA-256 of what it says there. */
export type MadeOf = { ref: string; words: Readonly<Record<string, string>> };

/** Fields of the plan that are the template's; evidence of a test may be the change's own. */
export const OURS = ['steps', 'consequences', 'outageMinutes', 'backOut', 'backOutMinutes'] as const;

/** Of those that the plan says. Throws nothing. */
export const wordsOf = (plan: Plan): MadeOf['words'] =>
  Object.fromEntries(
    OURS.flatMap((name) => (plan[name] === undefined ? [] : [[name, contentHash({ said: plan[name] })] as const])),
  );
