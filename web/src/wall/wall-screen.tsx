/** S13: a screen on a wall, read from six metres: sums alone, nothing of anybody by name. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { read } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { toldOf } from '../api/problem.ts';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import { type WallData, Wall } from './wall.tsx';
import './wall.css';
import { wallWords } from './words.ts';

/** Sums are kept for five seconds by the API; a screen by a link follows no stream. */
const EVERY_MS = 10_000;

export default function WallScreen(): ReactNode {
  const { '*': path = '' } = useParams();
  const organisation = `/${path}`;
  const query = useQuery({
    queryKey: asked.register('wall', organisation),
    queryFn: async ({ signal }) => await read('GET /api/wall', { query: { organisation }, signal }),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
  });
  return <Shown query={query} />;
}

/** By the link of a screen: nobody is signed in there. */
export function LinkedWall({ link }: { link: string }): ReactNode {
  const query = useQuery({
    queryKey: asked.register('wall-link', link),
    queryFn: async ({ signal }) => await read('GET /api/wall/screens/{link}', { at: { link }, signal }),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
  });
  return <Shown query={query} />;
}

function Shown({ query }: { query: UseQueryResult<WallData> }): ReactNode {
  const t = useWords(wallWords);
  if (query.isError && [400, 404, 422].includes(toldOf(query.error).status))
    return <Result status="404" title={t.notThere} />;
  return <Answered query={query}>{(wall) => <Wall wall={wall} />}</Answered>;
}
