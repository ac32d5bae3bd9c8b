/** Lists of a form: entries in their order, each folded under what it is called; and entries by a name of their own. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useProcesses } from '../../case/processes.ts';
import { isFields, resolved } from '../../form/schema.ts';
import { useFieldWords, useValueWords } from '../../words/fields.ts';
import { useLocale, useSaid, useWords } from '../../words/words.ts';
import { Fold } from './fold.tsx';
import type { WithInner } from './groups.tsx';
import { innerOf, namesOf } from './shape.ts';
import { fieldWords } from './words.ts';

export function EntriesField({ Inner, ...props }: WithInner): ReactNode {
  const { about, schema, pointer, pattern, name, value, onChange } = props;
  const t = useWords(fieldWords);
  const say = useFieldWords();
  const called = useCalled();
  const [fresh, setFresh] = useState<number | undefined>(undefined);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const inner = resolved(schema.items ?? {}, about.defs);
  const moved = (at: number, to: number): void => {
    const next = [...list];
    const [one] = next.splice(at, 1);
    next.splice(to, 0, one);
    onChange(next);
  };
  return (
    <fieldset className="group" data-pointer={pointer}>
      <legend>{`${say(name)} (${list.length})`}</legend>
      {list.map((one, at) => {
        const here = `${pointer}/${at}`;
        const isFaulty = about.faults.some((fault) => fault.pointer.startsWith(`${here}/`) || fault.pointer === here);
        return (
          // oxlint-disable-next-line react/no-array-index-key -- entries of a form have no name but their place
          <Fold
            key={at}
            called={called(one) || t.entry(at + 1)}
            isFaulty={isFaulty}
            opens={isFaulty || fresh === at || list.length === 1}
          >
            <div className="row list-moves">
              <Button
                size="small"
                icon={<ArrowUpOutlined aria-hidden />}
                aria-label={t.up}
                disabled={at === 0}
                onClick={() => moved(at, at - 1)}
              />
              <Button
                size="small"
                icon={<ArrowDownOutlined aria-hidden />}
                aria-label={t.down}
                disabled={at === list.length - 1}
                onClick={() => moved(at, at + 1)}
              />
              <Button
                size="small"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t.remove}
                onClick={() => onChange(list.filter((_, place) => place !== at))}
              />
            </div>
            <Inner
              about={about}
              schema={inner}
              pointer={here}
              pattern={`${pattern}/*`}
              name=""
              isRequired
              value={one}
              onChange={(next) => onChange(list.map((was, place) => (place === at ? next : was)))}
            />
          </Fold>
        );
      })}
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        disabled={list.length >= (schema.maxItems ?? Infinity)}
        onClick={() => {
          setFresh(list.length);
          onChange([...list, inner.type === 'array' ? [] : {}]);
        }}
      >
        {t.add}
      </Button>
    </fieldset>
  );
}

/** What an entry is called, by whatever it has of a name. */
function useCalled(): (one: unknown) => string {
  const locale = useLocale();
  const sayValue = useValueWords();
  return (one) => {
    if (!isFields(one)) return typeof one === 'string' ? one : '';
    const { title, name, id, key, node, block, kind, order } = one;
    const titled = isFields(title) ? title[locale] : title;
    const words = [node, kind, order].flatMap((word) => (typeof word === 'string' ? [sayValue('', 'kind', word)] : []));
    const own = [titled, name, block, key, id].find((word) => typeof word === 'string' && word !== '');
    return [typeof own === 'string' ? own : '', words.length > 0 ? `(${words.join(' · ')})` : ''].join(' ').trim();
  };
}

export function RecordField({ Inner, ...props }: WithInner): ReactNode {
  const { about, schema, pointer, pattern, name, value, onChange, isRequired } = props;
  const t = useWords(fieldWords);
  const say = useFieldWords();
  const sayValue = useValueWords();
  const [fresh, setFresh] = useState('');
  const record = isFields(value) ? value : {};
  const inner = resolved(innerOf(schema), about.defs);
  const known = namesOf(schema);
  const isTaken = Object.hasOwn(record, fresh);
  const without = (key: string): unknown => {
    const { [key]: _gone, ...rest } = record;
    return Object.keys(rest).length === 0 && !isRequired ? undefined : rest;
  };
  const add = (key: string): void => {
    onChange({ ...record, [key]: inner.type === 'array' ? [] : inner.properties ? {} : undefined });
    setFresh('');
  };
  const isPlain = inner.properties === undefined && inner.additionalProperties === undefined;
  const clocks = useProcesses().get(about.process)?.clocks;
  const said = useSaid();
  const title = (key: string): string =>
    known ? say(key) : said(name === 'clocks' ? clocks?.[key] : undefined, sayValue(about.process, name, key));
  return (
    <fieldset className="group" data-pointer={pointer}>
      <legend>{say(name)}</legend>
      {Object.entries(record).map(([key, one]) => {
        const here = `${pointer}/${key}`;
        const isFaulty = about.faults.some((fault) => fault.pointer.startsWith(here));
        const field = (
          <Inner
            about={about}
            schema={inner}
            pointer={here}
            pattern={`${pattern}/*`}
            name={isPlain && known ? key : ''}
            isRequired
            value={one}
            onChange={(next) => onChange({ ...record, [key]: next })}
          />
        );
        const remove = (
          <Button
            size="small"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={`${t.remove} ${title(key)}`}
            onClick={() => onChange(without(key))}
          />
        );
        return isPlain ? (
          <div key={key} className="record-row">
            {!known && <span className="record-key">{title(key)}</span>}
            <div className="grow">{field}</div>
            {remove}
          </div>
        ) : (
          <Fold key={key} called={title(key)} isFaulty={isFaulty} opens={isFaulty || Object.keys(record).length === 1}>
            <div className="row list-moves">{remove}</div>
            {field}
          </Fold>
        );
      })}
      {known ? (
        <Select
          className="record-new"
          aria-label={`${t.add} ${say(name)}`}
          placeholder={t.add}
          value={null}
          options={known.filter((key) => !Object.hasOwn(record, key)).map((key) => ({ value: key, label: say(key) }))}
          onChange={(key) => key !== null && add(key)}
        />
      ) : (
        <div className="row">
          <Input
            className="record-new"
            aria-label={`${say(name)} ${t.newKey}`}
            placeholder={t.newKey}
            value={fresh}
            onChange={({ target }) => setFresh(target.value.trim())}
          />
          <Button
            size="small"
            icon={<PlusOutlined aria-hidden />}
            disabled={fresh === '' || isTaken}
            onClick={() => add(fresh)}
          >
            {t.add}
          </Button>
          {isTaken && <span className="fault">{t.keyTaken}</span>}
        </div>
      )}
    </fieldset>
  );
}
