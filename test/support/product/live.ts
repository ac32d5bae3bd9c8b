/** A reader of server-sent events, as a browser reads them. */
import { get, type IncomingMessage } from 'node:http';

export type Frame = { id?: string; event: string; data: unknown };
export type Stream = {
  status: number;
  /** All frames so far. */
  frames: Frame[];
  /** Resolves with the first frame for which `test` holds, also one that has come already. */
  until(test: (frame: Frame) => boolean): Promise<Frame>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
};

const PATIENCE_MS = 20_000;

export async function openStream(
  address: string,
  path: string,
  { cookie, last }: { cookie: string; last?: string | undefined },
): Promise<Stream> {
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { cookie, ...(last === undefined ? {} : { 'last-event-id': last }) };
    get(`${address}${path}`, { headers, agent: false }, resolve).on('error', reject);
  });
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const frame = frameIn(part);
      if (frame) frames.push(frame);
    }
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((resolve) => response.on('close', () => resolve()));
  return {
    status: response.statusCode ?? 0,
    frames,
    ended,
    close: () => response.destroy(),
    until: (test) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no such frame in ${JSON.stringify(frames)}`)), PATIENCE_MS);
        const look = (): void => {
          const found = frames.find(test);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

function frameIn(part: string): Frame | undefined {
  const fields = new Map(
    part
      .split('\n')
      .filter((line) => line.includes(': ') && !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
  );
  const event = fields.get('event');
  if (event === undefined) return undefined;
  const id = fields.get('id');
  return { event, data: JSON.parse(fields.get('data') ?? 'null'), ...(id === undefined ? {} : { id }) };
}
