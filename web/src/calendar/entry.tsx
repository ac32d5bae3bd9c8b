/** One thing that lies in a time, short or in full. */
import { StopOutlined, WarningOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { statusOf, useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { clockIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { keyOf } from './day.ts';
import { type Conflict, type Entry, type Lane, useShown } from './reading.ts';
import { calendarWords } from './words.ts';

export const titleOf = (one: Entry): string =>
  one.kind === 'change' ? `${one.number} ${one.title}` : 'name' in one ? one.name : 'item' in one ? one.item : '';

/** Under what it stands: each of its organisations, or items. */
export function lanesOf(one: Entry, lanes: Lane): readonly string[] {
  if (lanes === 'none') return [''];
  if (lanes === 'item') return 'items' in one && one.items.length > 0 ? one.items : 'item' in one ? [one.item] : [''];
  if (one.kind === 'change') return [one.orgPath];
  return 'organisations' in one && one.organisations.length > 0 ? one.organisations : [''];
}

export function useLaneWords(): (lanes: Lane, key: string) => string {
  const t = useWords(calendarWords);
  const nameOf = useName();
  return (lanes, key) =>
    key === ''
      ? lanes === 'item'
        ? t.noItem
        : t.noOrganisation
      : lanes === 'item'
        ? key
        : nameOf('organisation', key);
}

/** In a cell: a freeze hatched and named, a change with its clock time. */
export function Chip({ one, zone, against }: { one: Entry; zone: string; against: readonly Conflict[] }): ReactNode {
  const t = useWords(calendarWords);
  const span = `${instantIn(one.from, zone)} – ${instantIn(one.until, zone)}`;
  const shown = useShown();
  const said = `${t.kinds[one.kind]} ${titleOf(one)} ${span}`;
  const isFreeze = one.kind === 'freeze' || one.kind === 'event-support';
  const look = one.kind === 'change' ? 'chip-change' : isFreeze ? 'hatched' : 'chip-quiet';
  return (
    <button
      type="button"
      className={`chip ${look}`}
      title={said}
      data-entry={one.kind === 'change' ? one.number : one.kind}
      onClick={() => shown.set({ open: keyOf(one) })}
    >
      {one.kind === 'change' ? (
        <>
          <Against against={against} isShort />
          <span className="numbers">{clockIn(one.from, zone)}</span> {one.title}
        </>
      ) : (
        `${t.kinds[one.kind]} ${titleOf(one)}`
      )}
    </button>
  );
}

/** What stands against it, by kind. */
export function Against({ against, isShort }: { against: readonly Conflict[]; isShort: boolean }): ReactNode {
  const t = useWords(calendarWords);
  const words: Readonly<Record<string, string>> = t.conflict;
  const open = against.filter(({ waivedBy }) => waivedBy === undefined);
  if (open.length === 0) return null;
  const isBlocked = open.some(({ severity }) => severity === 'block');
  const kinds = [...new Set(open.map(({ kind }) => words[kind] ?? kind))].join(', ');
  const said = isBlocked ? t.blocks(kinds) : t.warns(kinds);
  return (
    <span className={isBlocked ? 'against blocks' : 'against'} title={said}>
      {isBlocked ? <StopOutlined aria-hidden /> : <WarningOutlined aria-hidden />}
      {isShort ? <span className="seen-by-readers">{said}</span> : ` ${said}`}
    </span>
  );
}

export function useEntryWords(): { status: (one: Entry) => string; who: (one: Entry) => string } {
  const t = useWords(calendarWords);
  const said = useSaid();
  const nameOf = useName();
  const change = useProcesses().get('change');
  return {
    status: (one) => (one.kind === 'change' ? said(statusOf(change, one.status).title) : ''),
    who: (one) => {
      if (one.kind === 'change')
        return [nameOf('organisation', one.orgPath), nameOf('person', one.implementer)].filter(Boolean).join(' · ');
      if (!('organisations' in one)) return '';
      return one.organisations.length === 0
        ? t.everybody
        : one.organisations.map((path) => nameOf('organisation', path)).join(', ');
    },
  };
}
