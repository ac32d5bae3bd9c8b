/** What a form begins with: what the case says already, and what is the careful choice. Everything can be changed before it is sent. */
import type { CaseAnswer } from '../generated/api.ts';
import type { Fields, Schema } from '../form/schema.ts';

/** Asked again with a command, and mostly as they are. */
const OWN = ['category', 'item', 'impact', 'urgency'];

export function proposedFor({ properties = {} }: Schema, kase: CaseAnswer): Fields {
  const asks = (name: string): boolean => Object.hasOwn(properties, name);
  const own = OWN.flatMap((name) => {
    const value: unknown = Reflect.get(kase, name);
    return asks(name) && typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...Object.fromEntries(own),
    ...(asks('audience') ? { audience: 'internal' } : {}), // what the customer shall read is said on purpose
    ...(asks('knowledge') ? { knowledge: { kind: 'none' } } : {}), // its reason is asked
  };
}
