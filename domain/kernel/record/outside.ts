/**
 * How what is stored is named outside: a case by its `number`, everything else by its `id`. `_id` and `caseId` are words of
 * the store, and no answer, webhook or sheet has them.
 */
import type { CaseEvent, CaseView } from '../process.ts';

/** The view of a case, or an answer made of it, as it leaves. */
export type CaseOutside<V extends Pick<CaseView, '_id'> = CaseView> = Omit<V, '_id'> & { number: string };
/** A case, by its number. */
export const caseOutside = <V extends Pick<CaseView, '_id'>>({ _id: number, ...rest }: V): CaseOutside<V> => ({
  number,
  ...rest,
});

/** Anything else that is stored, by its id. */
export const entryOutside = <T extends { _id: string }>({ _id: id, ...rest }: T): Omit<T, '_id'> & { id: string } => ({
  id,
  ...rest,
});

/** Data of an event or a notice: the case that it names is `number` there too. */
export function dataOutside(data: object): object {
  if (!('caseId' in data)) return data;
  const { caseId: number, ...rest } = data;
  return { number, ...rest };
}

/** What is about a case, such as a notice: `number` of that, where there is one. */
export const aboutOutside = <T extends { caseId?: string | undefined; data: object }>({
  caseId,
  data,
  ...rest
}: T) => ({
  ...(caseId === undefined ? {} : { number: caseId }),
  ...rest,
  data: dataOutside(data),
});

/** An event, by its id and the number of its case. */
export const eventOutside = ({ _id: id, ...rest }: CaseEvent) => ({ id, ...aboutOutside(rest) });
