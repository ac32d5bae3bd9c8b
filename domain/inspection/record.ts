/** The record of an inspection: its running hash, and when it is ready to be signed. */
import { contentHash } from '../kernel/record/content-hash.ts';
import type { Inspection, InspectionEvents, RulesCtx, Word } from './state.ts';

type OfRecord = {
  [K in keyof InspectionEvents]: InspectionEvents[K] extends { record: string } ? K : never;
}[keyof InspectionEvents];

/**
 * An event of the record, with the hash over the one `before` and its own words, those that the kernel adds left out: whoever has
 * the events can reckon it again. Throws nothing.
 */
export const onRecord = <K extends OfRecord>(
  before: string,
  type: K,
  data: Omit<InspectionEvents[K], 'record'>,
): Word =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `data` are those of `type` by the signature
  ({ type, data: { ...data, record: contentHash([before, type, data]) } }) as unknown as Word;

/** Ids of the findings of which it is not settled yet what becomes of them. */
export const openFindings = ({ parts }: Inspection): string[] =>
  Object.entries(parts?.finding ?? {}).flatMap(([id, { status }]) =>
    ['raised', 'proposed', 'disputed'].includes(status) ? [id] : [],
  );

/** `words`, and then that it can be signed, where nothing is open behind them. */
export function presented(words: readonly Word[], ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  if (state.status !== 'settling' || openFindings(state).length > 0) return words;
  return [...words, { type: 'recordPresented', data: { record: state.record } }];
}

/** The part that the command names. */
export const partOf = ({ part }: RulesCtx): string => part?.id ?? '';
