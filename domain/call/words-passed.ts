/** What of the words on an escalated call those hear who work on its incident. */
import type { AmendedFields } from '../kernel/common/common.ts';
import type { Role } from '../kernel/process.ts';

/** What its caller says. */
export const passedWords = (
  { role }: { role: Role | 'system' },
  { text, audience }: { text: string; audience: string },
): string | undefined => (role === 'requester' && audience === 'public' ? text : undefined);

/** What was put right, whoever did it, but for contacts, which not everybody on an incident may see. */
export function amendedWords({ title, description }: AmendedFields): string | undefined {
  const words = [title, description].filter((one) => one !== undefined);
  return words.length === 0 ? undefined : words.join('\n');
}
