/** What may be done with one part of a case now, as the API answers it. */
import type { CaseAnswer } from '../generated/api.ts';

export type Blocked = CaseAnswer['blocked'][number];
export type Offers = { allowed: readonly string[]; blocked: readonly Blocked[] };
type Group = Offers & { kind: string; status: string; except: Readonly<Record<string, Offers>> };
export type AboutPart = { id: string; kind: string; status: string };
const NONE: Offers = { allowed: [], blocked: [] };

/** Parts of one kind and status are offered the same, but those that are named. */
export function offersOf(kase: Pick<CaseAnswer, 'number'>, { id, kind, status }: AboutPart): Offers {
  const parts: { offers?: readonly Group[] } | undefined = Reflect.get(kase, 'parts');
  const group = parts?.offers?.find((one) => one.kind === kind && one.status === status);
  return group?.except[id] ?? group ?? NONE;
}
