/** Who else has the case open, and writes: said every twenty seconds by whoever looks, kept nowhere. */
import { EyeOutlined } from '@ant-design/icons';
import { type ReactNode, useEffect, useState } from 'react';
import { change } from '../api/ask.ts';
import { Refused } from '../api/problem.ts';
import type { Answers } from '../generated/api.ts';
import { useMe } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import { caseWords } from './words.ts';

type Present = Answers['PUT /api/cases/{number}/presence']['answer']['people'][number];
const SAID_MS = 20_000;
/** Who only leafs through a list is nowhere. */
const STAYED_MS = 1_500;

export function Presence({ number, isTyping }: { number: string; isTyping: boolean }): ReactNode {
  const t = useWords(caseWords);
  const me = useMe();
  const [people, setPeople] = useState<readonly Present[]>([]);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = async (): Promise<void> => {
      try {
        const { people: there } = await change('PUT /api/cases/{number}/presence', {
          at: { number },
          body: { typing: isTyping },
        });
        if (!isOver) setPeople(there);
      } catch (error) {
        if (error instanceof Refused && !error.isOpen && error.told.status !== 429) return; // not for who does not work on it
      }
      if (!isOver) timer = setTimeout(() => void say(), SAID_MS);
    };
    timer = setTimeout(() => void say(), STAYED_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [number, isTyping]);
  useEffect(
    () => () => void change('DELETE /api/cases/{number}/presence', { at: { number } }).catch(() => undefined),
    [number],
  );
  const others = people.filter(({ person }) => person !== me.id);
  if (others.length === 0) return null;
  return (
    <span className="presence" role="status">
      <EyeOutlined aria-hidden />
      {others.map(({ name, typing }) => (typing ? t.types(name) : t.looks(name))).join(t.comma)}
    </span>
  );
}
