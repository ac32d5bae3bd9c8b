/** Lines of which two phones said two values: a person sees both, and chooses. */
import { jsonOf } from './answered.ts';
import type { Ask } from './ask.ts';

type Value = { says?: string; value?: string };
/** `first` stands; `other` came in behind it, and did not know of it. */
export type Conflict = { part: string; rev: number; first: Value; other: Value };

/**
 * Those of a case as it stands; to be looked for when something was taken that named what it was based on, and settled by
 * `chooseValue`. Null: nobody answers now, or he does not see them. Throws nothing.
 */
export async function conflictsOf(ask: Ask, caseId: string): Promise<Conflict[] | null> {
  const found: Conflict[] = [];
  for (let after = ''; ; ) {
    const page = `/api/cases/${caseId}/parts?partStatus=contested&limit=100${after}`;
    const reply = await ask({ method: 'GET', path: page }).catch(() => null);
    const body = reply?.status === 200 ? jsonOf(reply.text) : undefined;
    const [items, next] = ['items', 'next'].map((name) => fieldOf(body, name));
    if (!Array.isArray(items)) return null;
    found.push(...items.flatMap(conflictIn));
    if (typeof next !== 'string') return found;
    after = `&after=${encodeURIComponent(next)}`;
  }
}

function conflictIn(part: unknown): Conflict[] {
  const [id, rev] = [fieldOf(part, 'id'), fieldOf(part, 'rev')];
  if (typeof id !== 'string' || typeof rev !== 'number') return [];
  const other = fieldOf(part, 'other');
  return [
    {
      part: id,
      rev,
      first: valueOf(fieldOf(part, 'was'), fieldOf(part, 'value')),
      other: valueOf(fieldOf(other, 'says'), fieldOf(other, 'value')),
    },
  ];
}

const valueOf = (says: unknown, value: unknown): Value => ({
  ...(typeof says === 'string' ? { says } : {}),
  ...(typeof value === 'string' ? { value } : {}),
});
const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
