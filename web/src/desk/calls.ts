/** The calls in hand, up to three, and the last that were finished: kept over reload and crash like every draft. */
import { useEffect, useState } from 'react';
import { draftOf } from '../form/drafts.ts';
import { useKept } from '../form/kept.ts';
import type { Fields } from '../form/schema.ts';
import { newKey } from '../form/sending.ts';
import { useMe } from '../shell/me.ts';
import type { Found } from './callers.ts';

export const OUTCOMES = ['answer', 'escalate', 'join', 'convert', 'register', 'cancel'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Report = {
  /** Of a caller without an account. */
  name: string;
  contact: string;
  unit: string | undefined;
  application: string | undefined;
  title: string;
  description: string;
};
export type Call = {
  id: string;
  /** When the first letter was typed. */
  startedAt: number | undefined;
  sought: string;
  caller: Found | undefined;
  /** He is written down as typed: nobody was found. */
  isNew: boolean;
  report: Report;
  outcome: Outcome | undefined;
  /** Data of the command that ends the call, of all outcomes that were begun. */
  finish: Fields;
  keys: { create: string; finish: string };
  /** Once it is registered. */
  number: string | undefined;
};
export type Finished = { number: string; title: string; outcome: Outcome; at: number };
type Kept = { calls: readonly Call[]; current: string; last: readonly Finished[] };

export const MOST_CALLS = 3;
const LAST = 3;
const ABOUT = 'desk';
const KEEP_MS = 300;

export const blank = (sought = ''): Call => ({
  id: newKey(),
  startedAt: sought === '' ? undefined : Date.now(),
  sought,
  caller: undefined,
  isNew: false,
  report: { name: '', contact: sought, unit: undefined, application: undefined, title: '', description: '' },
  outcome: undefined,
  finish: {},
  keys: { create: newKey(), finish: newKey() },
  number: undefined,
});
export const isBegun = ({ startedAt }: Call): boolean => startedAt !== undefined;

export type Calls = Kept & {
  put: (id: string, change: Partial<Call>) => void;
  add: (sought?: string) => void;
  show: (id: string) => void;
  close: (id: string) => void;
  /** An empty form takes the place of the call. */
  finished: (id: string, one: Finished) => void;
};

/** Undefined until what was kept is read. `phone`: of a call that just came in. */
export function useCalls(phone: string | undefined): Calls | undefined {
  const me = useMe();
  const [kept, setKept] = useState<Kept | undefined>(undefined);
  useEffect(() => {
    void draftOf(me.id, ABOUT).then((draft) => {
      const before = draft?.data as Kept | undefined;
      const calls = before?.calls.length ? before.calls : [blank()];
      const current = calls.find(({ id }) => id === before?.current) ?? calls[0];
      setKept(withPhone({ calls, current: current?.id ?? '', last: before?.last ?? [] }, phone));
    });
    // oxlint-disable-next-line react/exhaustive-deps -- what is kept is read once
  }, [me.id]);
  useKept({ person: me.id, about: ABOUT, data: kept, key: '' }, kept !== undefined, KEEP_MS);
  if (!kept) return undefined;
  const change = (act: (now: Kept) => Kept): void => setKept((now) => (now ? act(now) : now));
  return {
    ...kept,
    put: (id, one) =>
      change((now) => ({
        ...now,
        calls: now.calls.map((call) =>
          call.id === id ? { ...call, startedAt: call.startedAt ?? Date.now(), ...one } : call,
        ),
      })),
    add: (sought) => change((now) => withNew(now, blank(sought))),
    show: (current) => change((now) => ({ ...now, current })),
    close: (id) =>
      change((now) => {
        const left = now.calls.filter((call) => call.id !== id);
        const calls = left.length > 0 ? left : [blank()];
        return { ...now, calls, current: now.current === id ? (calls[0]?.id ?? '') : now.current };
      }),
    finished: (id, one) =>
      change((now) => {
        const next = blank();
        const calls = now.calls.map((call) => (call.id === id ? next : call));
        const last = [one, ...now.last].slice(0, LAST);
        return { calls, current: now.current === id ? next.id : now.current, last };
      }),
  };
}

/** An empty one is taken before another is made; with three in hand the next is shown. */
function withNew(now: Kept, call: Call): Kept {
  const empty = now.calls.find((one) => !isBegun(one));
  if (empty && call.sought === '') return { ...now, current: empty.id };
  if (empty) return { ...now, calls: now.calls.map((one) => (one === empty ? call : one)), current: call.id };
  if (now.calls.length < MOST_CALLS) return { ...now, calls: [...now.calls, call], current: call.id };
  const at = now.calls.findIndex(({ id }) => id === now.current);
  return { ...now, current: now.calls[(at + 1) % now.calls.length]?.id ?? now.current };
}
const withPhone = (now: Kept, phone: string | undefined): Kept =>
  phone === undefined || now.calls.some(({ sought }) => sought === phone) ? now : withNew(now, blank(phone));
