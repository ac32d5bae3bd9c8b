/** Files of a command: chosen, dropped, taken with the camera, or pasted; they are sent before the command, and survive its refusal. */
import { DeleteOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { toldOf } from '../api/problem.ts';
import { useCodeWords } from '../words/codes.ts';
import { bytesIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { takeHanded } from './handed.ts';
import type { ControlProps } from './props.ts';
import { upload } from './upload.ts';
import { formWords } from './words.ts';

type Entry = {
  name: string;
  size: number;
  percent: number;
  id?: string;
  error?: unknown;
  stop: () => void;
  picture?: string;
};

export function FileField({ schema, value, onChange, id }: ControlProps): ReactNode {
  const t = useWords(formWords);
  const say = useCodeWords();
  const input = useRef<HTMLInputElement>(null);
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const isMany = schema.type === 'array';
  const sayFault = (error: unknown): string => {
    const { code, params } = toldOf(error);
    const { maximum } = params;
    return code === 'body-too-large' && typeof maximum === 'number' ? t.tooLarge(bytesIn(maximum)) : say(error);
  };
  const newest = useRef({ value, onChange });
  newest.current = { value, onChange };
  const idsNow = (): string[] => {
    const { value: now } = newest.current;
    return Array.isArray(now) ? now.map(String) : typeof now === 'string' ? [now] : [];
  };
  const setIds = (ids: readonly string[]): void =>
    newest.current.onChange(isMany ? (ids.length > 0 ? ids : undefined) : ids[0]);

  const add = (files: Iterable<File>): void => {
    for (const file of files) {
      const over = new AbortController();
      const entry: Entry = {
        name: file.name,
        size: file.size,
        percent: 0,
        stop: () => over.abort(),
        ...(file.type.startsWith('image/') ? { picture: URL.createObjectURL(file) } : {}),
      };
      const put = (change: Partial<Entry>): void =>
        setEntries((all) => all.map((one) => (one.stop === entry.stop ? { ...one, ...change } : one)));
      setEntries((all) => [...all, entry]);
      upload(file, { signal: over.signal, onProgress: (percent) => put({ percent }) })
        .then((uploaded) => {
          put({ id: uploaded, percent: 100 });
          setIds([...idsNow(), uploaded]);
        })
        .catch((error: unknown) => (over.signal.aborted ? remove(entry) : put({ error })));
    }
  };
  const remove = (entry: Entry): void => {
    setEntries((all) => all.filter((one) => one.stop !== entry.stop));
    if (entry.id !== undefined) setIds(idsNow().filter((one) => one !== entry.id));
    if (entry.picture !== undefined) URL.revokeObjectURL(entry.picture);
  };
  const addNow = useRef(add);
  addNow.current = add;
  useEffect(() => addNow.current(takeHanded()), []);
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      addNow.current(files);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, []);
  return (
    <div
      className="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
    >
      <input
        ref={input}
        id={id}
        type="file"
        multiple={isMany}
        className="seen-by-readers"
        onChange={({ target }) => {
          add(target.files ?? []);
          target.value = '';
        }}
      />
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => input.current?.click()}>
        {t.upload}
      </Button>
      <ul className="files">
        {entries.map((one) => (
          <li key={`${one.name}${one.size}${one.picture ?? ''}`} className="row">
            {one.picture !== undefined && <img src={one.picture} alt="" className="thumb" />}
            <span className="grow cut">{`${one.name} · ${bytesIn(one.size)}`}</span>
            {one.error !== undefined && <span className="fault">{sayFault(one.error)}</span>}
            {one.id === undefined && one.error === undefined && (
              <Progress percent={one.percent} size={80} showInfo={false} aria-label={t.uploading(one.percent)} />
            )}
            <Button
              size="small"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={one.id === undefined && one.error === undefined ? t.stop : t.remove}
              onClick={() => (one.id === undefined && one.error === undefined ? one.stop() : remove(one))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
