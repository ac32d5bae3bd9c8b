/**
 * One stream of changes for all tabs of a browser: with one each, the seventh would freeze (six connections of HTTP/1.1). The tab
 * that holds the lock follows it and tells the others; when it goes, the next takes over from the same place.
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
  | { type: 'back' };

const NAMES = ['case', 'gone', 'counts', 'presence', 'reset', 'bye'] as const;
const CHANNEL = 'changming-live';

/** Ends with `signal`. `hear`: called for every change, in this tab and any other. */
export function followChanges(person: string, hear: (change: Change) => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel(`${CHANNEL}-${person}`);
  channel.addEventListener('message', ({ data }: MessageEvent<Change>) => hear(data));
  const tell = (change: Change): void => {
    if (signal.aborted) return;
    hear(change);
    channel.postMessage(change);
  };
  signal.addEventListener('abort', () => channel.close());
  const lead = async (): Promise<void> => {
    const source = open(tell);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    source.close();
  };
  if (!('locks' in navigator)) return void lead();
  void navigator.locks.request(`${CHANNEL}-${person}`, { signal }, lead).catch(() => undefined);
}

function open(tell: (change: Change) => void): { close: () => void } {
  let closed = false;
  let source: EventSource | undefined;
  let wait: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let isCut = false;
  const connect = (): void => {
    source = new EventSource('/api/live?scope=list');
    source.addEventListener('open', () => {
      tries = 0;
      if (isCut) tell({ type: 'back' });
      isCut = false;
    });
    for (const name of NAMES)
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        if (name === 'bye') return again();
        const change = changeOf(name, data);
        if (change) tell(change);
      });
    source.addEventListener('error', () => {
      if (!isCut) tell({ type: 'cut', at: Date.now() });
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
