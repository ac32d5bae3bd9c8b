/** Up to three calls at once, each with its minutes. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { useNow } from '../live/clock.ts';
import { useWords } from '../words/words.ts';
import { type Call, type Calls, isBegun, MOST_CALLS } from './calls.ts';
import { deskWords } from './words.ts';

const two = (n: number): string => String(n).padStart(2, '0');

export function CallTabs({ calls }: { calls: Calls }): ReactNode {
  const t = useWords(deskWords);
  return (
    <div className="desk-tabs row" role="group" aria-label={t.calls}>
      {calls.calls.map((call, at) => (
        <Tab key={call.id} call={call} n={at + 1} calls={calls} />
      ))}
      {calls.calls.length < MOST_CALLS && (
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => calls.add()}>{`F2 ${t.newCall}`}</Button>
      )}
    </div>
  );
}

function Tab({ call, n, calls }: { call: Call; n: number; calls: Calls }): ReactNode {
  const t = useWords(deskWords);
  const isCurrent = call.id === calls.current;
  const close = (
    <Button
      type="text"
      size="small"
      icon={<CloseOutlined aria-hidden />}
      aria-label={t.closeCall(n)}
      onClick={isBegun(call) ? undefined : () => calls.close(call.id)}
    />
  );
  return (
    <span className={isCurrent ? 'desk-tab current' : 'desk-tab'}>
      <button type="button" aria-pressed={isCurrent} data-call={n} onClick={() => calls.show(call.id)}>
        {`${t.call(n)} ${call.caller?.name ?? call.report.name}`}
        {call.startedAt !== undefined && <Lasting since={call.startedAt} />}
      </button>
      {isBegun(call) ? (
        <Popconfirm title={t.discardAsk} okText={t.discard} cancelText={t.keep} onConfirm={() => calls.close(call.id)}>
          {close}
        </Popconfirm>
      ) : (
        calls.calls.length > 1 && close
      )}
    </span>
  );
}

function Lasting({ since }: { since: number }): ReactNode {
  useNow(); // ticks; a call's minutes go by this computer's clock, by which they began
  const seconds = Math.max(0, Math.floor((Date.now() - since) / 1_000));
  return <span className="numbers quiet">{` ${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`}</span>;
}
