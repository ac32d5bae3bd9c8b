/** One file to the API, with progress; `XMLHttpRequest`, since `fetch` tells nothing of what was sent. */
import { type ProblemCode, Refused } from '../api/problem.ts';

type Watched = { signal: AbortSignal; onProgress: (percent: number) => void };

/** @returns the id by which commands name it. @throws Refused */
export function upload(file: File, { signal, onProgress }: Watched): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = new XMLHttpRequest();
    asking.open('POST', '/api/files');
    asking.setRequestHeader('content-type', 'application/octet-stream');
    asking.setRequestHeader('idempotency-key', crypto.randomUUID());
    asking.setRequestHeader('file-name', encodeURIComponent(file.name));
    asking.responseType = 'json';
    asking.upload.addEventListener('progress', ({ loaded, total }) => onProgress(Math.round((100 * loaded) / total)));
    const fail = (status: number, code: ProblemCode | 'no-answer' | 'unknown', params = {}): void =>
      reject(new Refused({ status, code, params, errors: [] }));
    asking.addEventListener('load', () => {
      const answer: unknown = asking.response;
      const of = (name: string): unknown =>
        typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
      const id = of('id');
      if (asking.status < 300 && typeof id === 'string') return resolve(id);
      const [code, params] = [of('code'), of('params')];
      return fail(asking.status, typeof code === 'string' ? (code as ProblemCode) : 'unknown', params ?? {});
    });
    asking.addEventListener('error', () => fail(0, 'no-answer'));
    signal.addEventListener('abort', () => {
      asking.abort();
      fail(0, 'no-answer');
    });
    asking.send(file);
  });
}
