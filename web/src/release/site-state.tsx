/** How a unit stands: icon and word together; why it failed. */
import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  MinusCircleOutlined,
  RollbackOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useProcesses } from '../case/processes.ts';
import { useFaultWords } from '../words/faults.ts';
import { useSaid, useWords } from '../words/words.ts';
import { causeOf, type Site } from './waves.ts';
import { releaseWords } from './words.ts';

const LOOKS: Readonly<Record<string, { icon: ReactNode; color?: string }>> = {
  pending: { icon: <ClockCircleOutlined aria-hidden /> },
  running: { icon: <SyncOutlined aria-hidden /> },
  verified: { icon: <CheckCircleOutlined aria-hidden />, color: 'success' },
  failed: { icon: <CloseCircleOutlined aria-hidden />, color: 'error' },
  'rolling-back': { icon: <RollbackOutlined aria-hidden />, color: 'warning' },
  'rolled-back': { icon: <RollbackOutlined aria-hidden /> },
  'left-out': { icon: <MinusCircleOutlined aria-hidden /> },
};

/** What a status of a part is called, by the process' own words. */
export function usePartStatus(process = 'release'): (kind: string, status: string) => string {
  const said = useSaid();
  const parts = useProcesses().get(process)?.parts;
  return (kind, status) =>
    said(parts?.find((one) => one.kind === kind)?.statuses.find(({ key }) => key === status)?.title, status);
}

export function SiteState({ status }: { status: string | undefined }): ReactNode {
  const statusOf = usePartStatus();
  if (status === undefined) return null;
  const { icon, color } = LOOKS[status] ?? { icon: null };
  return (
    <Tag icon={icon} {...(color === undefined ? {} : { color })}>
      {statusOf('site', status)}
    </Tag>
  );
}

export function useCause(): (site: Site) => string | undefined {
  const t = useWords(releaseWords);
  const said = useSaid();
  const fault = useFaultWords();
  return (site) => {
    if (site.conflict !== undefined) return t.conflict(fault({ pointer: '', code: site.conflict }));
    const cause = causeOf(site);
    return cause && [t.failedAt(said(cause.step.title)), ...(cause.said === undefined ? [] : [cause.said])].join(' · ');
  };
}
