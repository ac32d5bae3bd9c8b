/** What changed elsewhere: open answers are asked again, bursts at once; a cut is said after five seconds. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { asked } from '../api/keys.ts';
import { type Change, followChanges } from '../live/stream.ts';
import { clockIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { useMe } from './me.ts';
import { shellWords } from './words.ts';

type Heard = { cutAt?: number };
const LiveContext = createContext<Heard>({});
const HearContext = createContext<(hear: (change: Change) => void) => () => void>(() => () => undefined);
const BURST_MS = 250;

export function Live({ children }: { children: ReactNode }): ReactNode {
  const { id } = useMe();
  const client = useQueryClient();
  const [heard, setHeard] = useState<Heard>({});
  const hearers = useRef(new Set<(change: Change) => void>());
  useEffect(() => {
    const over = new AbortController();
    const numbers = new Set<string>();
    let soon: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      soon = undefined;
      for (const number of numbers) void client.invalidateQueries({ queryKey: asked.case(number) });
      numbers.clear();
      void client.invalidateQueries({ queryKey: ['list'] });
    };
    const hear = (change: Change): void => {
      for (const one of hearers.current) one(change);
      switch (change.type) {
        case 'case':
        case 'gone':
          numbers.add(change.number);
          soon ??= setTimeout(refresh, BURST_MS);
          return;
        case 'counts':
          return void client.setQueryData(asked.counts, change.counts);
        case 'cut':
          return setHeard({ cutAt: change.at });
        case 'back':
          setHeard({});
          return void client.invalidateQueries();
        case 'reset':
          return void client.invalidateQueries();
        case 'presence':
          return;
      }
    };
    followChanges(id, hear, over.signal);
    return () => {
      over.abort();
      clearTimeout(soon);
    };
  }, [id, client]);
  const listen = useRef((hear: (change: Change) => void) => {
    hearers.current.add(hear);
    return () => {
      hearers.current.delete(hear);
    };
  });
  return (
    <LiveContext value={heard}>
      <HearContext value={listen.current}>{children}</HearContext>
    </LiveContext>
  );
}

/** Called for every change while the component is shown. */
export function useChanges(hear: (change: Change) => void): void {
  const listen = use(HearContext);
  const newest = useRef(hear);
  newest.current = hear;
  useEffect(() => listen((change) => newest.current(change)), [listen]);
}

export function LiveBar(): ReactNode {
  const t = useWords(shellWords);
  const { cutAt } = use(LiveContext);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (cutAt === undefined) return undefined;
    const timer = setTimeout(() => setLong(true), 5_000);
    return () => clearTimeout(timer);
  }, [cutAt]);
  if (cutAt === undefined || !isLong) return null;
  return <Alert banner role="status" type="warning" title={t.cut(clockIn(cutAt))} />;
}
