/** Keys of the keyboard, said once: where they are declared they also stand on the `?` sheet. */
import { createContext, type ReactNode, use, useEffect, useMemo, useRef } from 'react';
import { useSettings } from './settings.ts';

/** `g q`: two strokes; `ctrl+k`, `alt+1`, `F8`, `shift+j`: one, valid in a field as well unless it is a plain letter or an arrow. */
export type Key = { keys: string; does: string; act: () => void; everywhere?: true };
type Board = { add: (list: () => readonly Key[]) => () => void; all: () => readonly Key[] };
const KeysContext = createContext<Board>({ add: () => () => undefined, all: () => [] });

/** True while a Chinese word is being composed: Enter then picks it. Safari ends composition before the keydown. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.role === 'combobox');

function strokeOf(event: KeyboardEvent): string {
  const held = [
    ...(event.ctrlKey || event.metaKey ? ['ctrl'] : []),
    ...(event.altKey ? ['alt'] : []),
    ...(event.shiftKey && event.key.length > 1 ? ['shift'] : []),
  ];
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const key = event.altKey && digit !== undefined ? digit : event.key;
  const upper = event.shiftKey && /^[A-Z]$/.test(key) ? ['shift'] : [];
  return [...held, ...upper, key.length === 1 ? key.toLowerCase() : key].join('+');
}

/** Enter and Space are of what has the focus, where it has a use for them: a button is pressed by them. */
const PRESSED =
  'button, a[href], summary, input, textarea, [role=button], [role=radio], [role=treeitem], [role=option]';
const isOfFocus = ({ key, target }: KeyboardEvent): boolean =>
  (key === 'Enter' || key === ' ') && target instanceof Element && target.closest(PRESSED) !== null;

const isPlain = (stroke: string): boolean => /^(shift\+)?([^+]$|Arrow)/.test(stroke);

export function Keys({ children }: { children: ReactNode }): ReactNode {
  const { singleKeys } = useSettings();
  const lists = useRef(new Set<() => readonly Key[]>());
  const first = useRef<{ stroke: string; at: number } | undefined>(undefined);
  const board = useMemo<Board>(
    () => ({
      add: (list) => {
        lists.current.add(list);
        return () => lists.current.delete(list);
      },
      all: () => [...lists.current].flatMap((list) => list()),
    }),
    [],
  );
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isComposing(event) || event.defaultPrevented) return;
      const stroke = strokeOf(event);
      if (stroke === event.key && isOfFocus(event)) return;
      if (isPlain(stroke) && (inField(event.target) || !singleKeys)) return;
      const now = performance.now();
      const before = first.current && now - first.current.at < 1_000 ? `${first.current.stroke} ${stroke}` : undefined;
      const all = board.all().toReversed();
      const found = all.find(({ keys }) => keys === before) ?? all.find(({ keys }) => keys === stroke);
      first.current = { stroke, at: now };
      if (!found) return;
      event.preventDefault();
      first.current = undefined;
      found.act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [board, singleKeys]);
  return <KeysContext value={board}>{children}</KeysContext>;
}

/** Valid while the component is shown; the newest declared of one stroke wins. */
export function useKeys(keys: readonly Key[]): void {
  const board = use(KeysContext);
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => board.add(() => newest.current), [board]);
}
export const useAllKeys = (): (() => readonly Key[]) => use(KeysContext).all;
