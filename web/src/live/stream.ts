/**
 * One stream of changes for all tabs of a browser: with one each, the seventh would freeze (six connections of HTTP/1.1). The tab
 * that holds the lock follows it and tells the others; when it goes, the next takes over from the same position.
 */
export type Change =
  | {
      type: 'case' | 'gone';
      number: string;
      process?: string;
      version?: number;
      status?: string;
      turn?: readonly string[];
    }
  | { type: 'counts'; counts: Record<string, number> }
  | { type: 'presence'; number: string }
  | { type: 'reset' }
  | { type: 'cut'; at: number }
  | { type: 'back' }
  /** The first stream stands: what was answered before it may have changed unheard. */
  | { type: 'begun' };
/** Between tabs; `position`: how far the stream has come, which a tab that takes over goes on from. */
type Message = { change?: Change; position: string } | 'where';

const NAMES = ['case', 'gone', 'counts', 'presence', 'reset', 'bye'] as const;
const CHANNEL = 'changming-live';

/** Ends with `signal`. `hear`: called for every change, in this tab and any other. */
export function followChanges(person: string, hear: (change: Change) => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel(`${CHANNEL}-${person}`);
  let position = '';
  let isLeading = false;
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data === 'where') return isLeading ? channel.postMessage({ position } satisfies Message) : undefined;
    position = data.position;
    if (data.change) hear(data.change);
  });
  signal.addEventListener('abort', () => channel.close());
  const lead = async (isFirst: boolean): Promise<void> => {
    if (signal.aborted) return;
    isLeading = true;
    const source = open({
      isFirst,
      position: () => position,
      tell: (change, now) => {
        if (signal.aborted) return;
        position = now;
        if (change) hear(change);
        channel.postMessage({ ...(change ? { change } : {}), position } satisfies Message);
      },
    });
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
    });
    source.close();
  };
  if (!('locks' in navigator)) return void lead(true);
  const lock = `${CHANNEL}-${person}`;
  const leadIfFree = async (free: Lock | null): Promise<boolean> => {
    if (free) await lead(true);
    return free !== null;
  };
  void navigator.locks
    .request(lock, { ifAvailable: true }, leadIfFree)
    .then(async (hasLed) => {
      if (hasLed || signal.aborted) return;
      channel.postMessage('where' satisfies Message);
      await navigator.locks.request(lock, { signal }, () => lead(false));
    })
    .catch(() => undefined);
}

type Leading = {
  isFirst: boolean;
  position: () => string;
  tell: (change: Change | undefined, position: string) => void;
};
function open({ isFirst, position, tell }: Leading): { close: () => void } {
  let closed = false;
  let source: EventSource | undefined;
  let wait: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let isCut = false;
  let isBegun = false;
  const connect = (): void => {
    const from = position();
    source = new EventSource(`/api/live?scope=list${from === '' ? '' : `&after=${encodeURIComponent(from)}`}`);
    // both the browser's own word for it, and the event of this name by which the API tells the position
    source.addEventListener('open', (event) => {
      if (event instanceof MessageEvent) return tell(undefined, event.lastEventId);
      tries = 0;
      if (isCut) tell({ type: 'back' }, position());
      else if (!isBegun && from === '') tell({ type: isFirst ? 'begun' : 'reset' }, '');
      isCut = false;
      isBegun = true;
    });
    for (const name of NAMES)
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        if (name === 'bye') return again();
        const change = changeOf(name, data);
        if (change) tell(change, lastEventId || position());
      });
    source.addEventListener('error', () => {
      if (!isCut) tell({ type: 'cut', at: Date.now() }, position());
      isCut = true;
      if (source?.readyState === EventSource.CLOSED) again();
    });
  };
  const again = (): void => {
    source?.close();
    if (closed) return;
    tries += 1;
    wait = setTimeout(connect, Math.min(15_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
  };
  connect();
  return {
    close: () => {
      closed = true;
      clearTimeout(wait);
      source?.close();
    },
  };
}

function changeOf(type: Exclude<(typeof NAMES)[number], 'bye'>, text: string): Change | undefined {
  const data: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof data !== 'object' || data === null) return undefined;
  if (type === 'reset') return { type };
  if (type === 'counts') return { type, counts: data as Record<string, number> };
  return { ...data, type } as Change;
}
