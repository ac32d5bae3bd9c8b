/** What changed elsewhere: open answers are asked again, bursts at once; a cut is said after five seconds. */
import { type Query, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { asked } from '../api/keys.ts';
import { type Concern, concernOf } from '../live/concerns.ts';
import { type Change, followChanges } from '../live/stream.ts';
import { clockIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { useMe } from './me.ts';
import { shellWords } from './words.ts';

type Heard = { cutAt?: number };
const LiveContext = createContext<Heard>({});
const HearContext = createContext<(hear: (change: Change) => void) => () => void>(() => () => undefined);
const BURST_MS = 250;
/** Lists that a change may concern or not are asked for no more often while others work on. */
const PACE_MS = 5_000;

/** Answered already, and of what changes while people work; forms and names follow from the release, and may stay. */
const isAnswered = ({ queryKey: [kind, name], state: { dataUpdatedAt, fetchStatus } }: Query): boolean =>
  dataUpdatedAt > 0 && fetchStatus === 'idle' && (kind === 'list' || kind === 'case' || name === 'board');

export function Live({ children }: { children: ReactNode }): ReactNode {
  const { id } = useMe();
  const client = useQueryClient();
  const [heard, setHeard] = useState<Heard>({});
  const hearers = useRef(new Set<(change: Change) => void>());
  useEffect(() => {
    const over = new AbortController();
    const changes = new Map<string, Extract<Change, { type: 'case' | 'gone' }>>();
    let soon: ReturnType<typeof setTimeout> | undefined;
    let later: ReturnType<typeof setTimeout> | undefined;
    let unsureAt = 0;
    const unsure = new Set<QueryKey>();
    const concerns = (query: Query, wanted: Concern): boolean =>
      [...changes.values()].some(
        (change) => concernOf({ key: query.queryKey, data: query.state.data }, change) === wanted,
      );
    const refreshUnsure = (): void => {
      later = undefined;
      unsureAt = Date.now();
      for (const key of unsure) void client.invalidateQueries({ queryKey: key, exact: true });
      unsure.clear();
    };
    const refresh = (): void => {
      soon = undefined;
      for (const number of changes.keys()) void client.invalidateQueries({ queryKey: asked.case(number) });
      void client.invalidateQueries({ queryKey: ['list'], predicate: (query) => concerns(query, 'yes') });
      for (const query of client.getQueryCache().findAll({ queryKey: ['list'] }))
        if (concerns(query, 'unsure') && !concerns(query, 'yes')) unsure.add(query.queryKey);
      changes.clear();
      later ??= setTimeout(refreshUnsure, Math.max(0, unsureAt + PACE_MS - Date.now()));
    };
    const hear = (change: Change): void => {
      for (const one of hearers.current) one(change);
      switch (change.type) {
        case 'case':
        case 'gone':
          changes.set(change.number, change);
          soon ??= setTimeout(refresh, BURST_MS);
          return;
        case 'counts':
          client.setQueryData(asked.counts, change.counts);
          return void client.invalidateQueries({
            queryKey: ['list', 'work-counts'],
            predicate: ({ queryKey: [, , process] }) => process !== '', // those of all processes are what was told
          });
        case 'cut':
          return setHeard({ cutAt: change.at });
        case 'back':
          setHeard({});
          return void client.invalidateQueries();
        case 'begun':
          return void client.invalidateQueries({ predicate: isAnswered });
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
      clearTimeout(later);
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
