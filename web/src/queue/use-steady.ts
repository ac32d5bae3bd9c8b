/** The rows of a list as they are held, and what shows the rest. */
import type { InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { hasActed } from '../case/acted.ts';
import type { CaseView } from '../generated/api.ts';
import type { Page } from './listing.ts';
import { type Held, held } from './steady.ts';

/** `key`: of another list nothing is held. */
export function useSteady(
  data: InfiniteData<Page> | undefined,
  { key, hasMore }: { key: string; hasMore: boolean },
): Pick<Held<CaseView>, 'rows' | 'fresh' | 'isMoved'> & { show: () => void } {
  const [before, setBefore] = useState<{ key: string; held: Held<CaseView> } | undefined>(undefined);
  const latest = useMemo(
    () => ({ items: data?.pages.flatMap((page) => page.items) ?? [], pages: data?.pages.length ?? 0, hasMore }),
    [data, hasMore],
  );
  const now = useMemo(
    () => held(before?.key === key ? before.held : undefined, latest, hasActed),
    [before, key, latest],
  );
  useEffect(() => {
    if (data) setBefore({ key, held: now });
    // oxlint-disable-next-line react/exhaustive-deps -- what is shown of this answer is what stands when the next one comes
  }, [data, key]);
  return { ...now, show: () => setBefore({ key, held: held(undefined, latest) }) };
}
