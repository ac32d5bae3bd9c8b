/** Returned parts 返修件: what was taken out of a device at work outside, followed until it is back or is no more. */
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/units.ts';

/** Where one is: taken out, with its vendor, back as it was or another in its place, or nowhere any more. */
export const RETURN_STATES = ['removed', 'at-vendor', 'repaired', 'exchanged', 'scrapped', 'lost'] as const;
export type ReturnState = (typeof RETURN_STATES)[number];
export const WARRANTIES = ['in', 'out'] as const;

/** What a work order says of it, which nobody rewrites afterwards. */
export type Removed = {
  orgPath: OrgPath;
  workOrder?: string;
  item?: string;
  spare: string;
  oldSerial: string;
  newSerial: string;
  /** Where it was installed. */
  site?: string;
  /** What was reported. */
  symptom: string;
  /** Since when it was known. */
  faultAt?: Millis;
  removedAt: Millis;
  removedBy?: string;
  /** What became of the serial number of the item: put right, or another one stood there; absent: it names none. */
  itemSerial?: 'corrected' | 'differs';
};
export type ReturnedPart = Removed & {
  state: ReturnState;
  warranty?: (typeof WARRANTIES)[number];
  rootCause?: string;
  vendor?: string;
  vendorRef?: string;
  sentAt?: Millis;
  dueBackAt?: Millis;
  returnedAt?: Millis;
  outcome?: string;
};

/** It is waited for no longer. */
export const isOver = (state: unknown): boolean => state !== 'removed' && state !== 'at-vendor';

/** Of these nothing is altered: they are what happened at the site. */
const AS_REMOVED = [
  'workOrder',
  'item',
  'spare',
  'oldSerial',
  'newSerial',
  'symptom',
  'faultAt',
  'removedAt',
  'removedBy',
] as const;

type Edited = { body: Partial<ReturnedPart>; former: Partial<ReturnedPart> | null };
/** What stands in the way of an entry; `isPlace`: its organisation is there and open. Throws nothing. */
export function returnedFaults({ body, former }: Edited, { isPlace }: { isPlace: boolean }): FieldError[] {
  const { state = 'removed', sentAt, returnedAt, dueBackAt, removedAt = 0 } = body;
  const isSent = state === 'at-vendor';
  const isBack = state === 'repaired' || state === 'exchanged';
  return [
    ...fieldFault(!isPlace, '/orgPath', 'unknown'),
    ...AS_REMOVED.flatMap((name) =>
      fieldFault(former !== null && former[name] !== body[name], `/${name}`, 'immutable'),
    ),
    ...fieldFault(isSent && body.vendor === undefined, '/vendor', 'required'),
    ...fieldFault(isSent && sentAt === undefined, '/sentAt', 'required'),
    ...fieldFault(isBack && returnedAt === undefined, '/returnedAt', 'required'),
    ...fieldFault(isOver(state) && body.outcome === undefined, '/outcome', 'required'),
    ...fieldFault(!isBack && returnedAt !== undefined, '/returnedAt', 'not-back'),
    ...fieldFault(sentAt !== undefined && sentAt < removedAt, '/sentAt', 'before-removal'),
    ...fieldFault(returnedAt !== undefined && returnedAt < (sentAt ?? removedAt), '/returnedAt', 'before-sent'),
    ...fieldFault(dueBackAt !== undefined && dueBackAt < (sentAt ?? removedAt), '/dueBackAt', 'before-sent'),
  ];
}

/** Whether the item is what was taken out: then it has the new number from now on. Null: it names no number, or has the new one already. */
export function serialAfter(
  known: unknown,
  { oldSerial, newSerial }: Pick<Removed, 'oldSerial' | 'newSerial'>,
): 'corrected' | 'differs' | null {
  if (typeof known !== 'string' || known.trim() === '' || same(known, newSerial)) return null;
  return same(known, oldSerial) ? 'corrected' : 'differs';
}
/** Printed and typed in several ways: blanks, dashes and case say nothing. */
const same = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (serial: string): string => serial.normalize('NFKC').replaceAll(/[\s-]/gu, '').toUpperCase();
