/** Who is on the phone: looked up while typing, Enter takes the first; nobody found is written down as typed. */
import { Input, type InputRef } from 'antd';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useState } from 'react';
import { useName } from '../names/names.ts';
import { isComposing } from '../shell/keys.tsx';
import { useWords } from '../words/words.ts';
import { type Found, isEnough, numberIn, useFound } from './callers.ts';
import { deskWords } from './words.ts';

const HELD_MS = 150;

type Props = {
  sought: string;
  /** Where the caret goes when a new call begins. */
  input: RefObject<InputRef | null>;
  onSought: (sought: string) => void;
  onTake: (found: Found) => void;
  onNew: () => void;
  onNumber: (number: string) => void;
  isFaulty: boolean;
};

export function CallerField({ sought, input, onSought, onTake, onNew, onNumber, isFaulty }: Props): ReactNode {
  const t = useWords(deskWords);
  const id = useId();
  const [q, setQ] = useState(sought.trim());
  const [inWord, setInWord] = useState(false);
  const [at, setAt] = useState(0);
  const [isAsked, setAsked] = useState(false);
  const query = useFound(q);
  useEffect(() => {
    if (inWord) return undefined;
    const timer = setTimeout(() => setQ(sought.trim()), HELD_MS);
    return () => clearTimeout(timer);
  }, [sought, inWord]);
  const number = numberIn(sought);
  const isOpen = !inWord && isEnough(q) && number === undefined;
  const isSettled = q === sought.trim() && (query.isSuccess || query.isError) && !query.isFetching;
  const found = isOpen && query.data ? query.data : [];
  const take = (): void => {
    const one = found[at] ?? found[0];
    if (one) onTake(one);
    else if (sought.trim() !== '') onNew();
  };
  // Enter before the answer: the first of it is taken once it is there
  useEffect(() => {
    if (!isAsked || !isSettled) return;
    setAsked(false);
    take();
    // oxlint-disable-next-line react/exhaustive-deps -- what is taken is of this very answer
  }, [isAsked, isSettled]);
  useEffect(() => setAt(0), [q]);
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setAt((now) => Math.max(0, Math.min(found.length - 1, now + by)));
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (number !== undefined) return onNumber(number);
    if (isSettled || !isEnough(sought)) take();
    else setAsked(true);
  };
  const note = query.isError
    ? t.lookUpDown
    : isSettled && found.length === 0
      ? t.noHit
      : query.isFetching
        ? t.looking
        : '';
  return (
    <div className="field desk-caller" data-pointer="/reporter">
      <label htmlFor={id}>{t.caller}</label>
      <Input
        id={id}
        ref={input}
        autoFocus
        autoComplete="off"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        {...(found[at] ? { 'aria-activedescendant': `${id}-${at}` } : {})}
        {...(isFaulty ? { status: 'error' as const } : {})}
        placeholder={t.callerHint}
        value={sought}
        maxLength={100}
        onChange={({ target }) => onSought(target.value)}
        onCompositionStart={() => setInWord(true)}
        onCompositionEnd={() => setInWord(false)}
        onKeyDown={press}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t.caller} className="plain desk-found">
        {found.map((one, place) => (
          <Hit key={one.id} id={`${id}-${place}`} one={one} isChosen={place === at} onTake={() => onTake(one)} />
        ))}
      </ul>
      <div className="quiet" role="status" aria-live="polite">
        {isOpen ? note : ''}
      </div>
    </div>
  );
}

type HitProps = { id: string; one: Found; isChosen: boolean; onTake: () => void };
function Hit({ id, one, isChosen, onTake }: HitProps): ReactNode {
  const t = useWords(deskWords);
  const nameOf = useName();
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      className={isChosen ? 'hit chosen' : 'hit'}
      data-caller={one.id}
      onMouseDown={(event) => {
        event.preventDefault(); // the caret stays where it is
        onTake();
      }}
    >
      <span className="row">
        <strong>{one.name}</strong>
        <span>{one.unitName ?? nameOf('organisation', one.unit)}</span>
        <span className="grow" />
        {one.person === undefined && <span className="quiet">{t.withoutAccount}</span>}
        <span className="quiet numbers">{one.contact}</span>
      </span>
    </li>
  );
}
