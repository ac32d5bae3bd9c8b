/** The screens of this person, with live counts; a bar at the foot of a narrow page. */
import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  CalendarOutlined,
  CarOutlined,
  CheckSquareOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  DesktopOutlined,
  ExperimentOutlined,
  FileProtectOutlined,
  FileTextOutlined,
  FundOutlined,
  LockOutlined,
  ProfileOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  TrophyOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { asked } from '../api/keys.ts';
import { useWords } from '../words/words.ts';
import { useMe } from './me.ts';
import { ledTo, type ScreenName } from './led-to.ts';
import { shellWords } from './words.ts';

const icons: Readonly<Record<ScreenName, ReactNode>> = {
  queue: <ProfileOutlined aria-hidden />,
  desk: <CustomerServiceOutlined aria-hidden />,
  board: <DashboardOutlined aria-hidden />,
  approvals: <AuditOutlined aria-hidden />,
  calendar: <CalendarOutlined aria-hidden />,
  runs: <AlertOutlined aria-hidden />,
  field: <CarOutlined aria-hidden />,
  inspections: <CheckSquareOutlined aria-hidden />,
  appraisals: <TrophyOutlined aria-hidden />,
  figures: <BarChartOutlined aria-hidden />,
  rehearsals: <ExperimentOutlined aria-hidden />,
  audit: <SafetyCertificateOutlined aria-hidden />,
  my: <FileTextOutlined aria-hidden />,
  admin: <SettingOutlined aria-hidden />,
  'admin-security': <LockOutlined aria-hidden />,
  'admin-records': <FileProtectOutlined aria-hidden />,
  overview: <FundOutlined aria-hidden />,
  items: <ApartmentOutlined aria-hidden />,
  wall: <DesktopOutlined aria-hidden />,
  notices: <BellOutlined aria-hidden />,
};

export function Rail(): ReactNode {
  const t = useWords(shellWords);
  const me = useMe();
  const counts = useCounts();
  const countOf: Partial<Record<ScreenName, number | undefined>> = {
    queue: counts['mine'],
    approvals: counts['approvals'],
    board: counts['over'],
    notices: counts['notices'],
  };
  return (
    <nav className="rail no-print" aria-label={t.menu}>
      <div className="rail-name">{t.product}</div>
      {ledTo(me.navigation).map(({ name, path }) => (
        <NavLink key={name} to={path} className="rail-link" title={t.screens[name]}>
          {icons[name]}
          <span className="rail-word">{t.screens[name]}</span>
          <Badge count={countOf[name] ?? 0} overflowCount={999} size="small" />
        </NavLink>
      ))}
    </nav>
  );
}

/** As the stream told them last. */
export function useCounts(): Readonly<Record<string, number>> {
  return (
    useQuery<Record<string, number>>({ queryKey: asked.counts, queryFn: () => ({}), staleTime: Infinity }).data ?? {}
  );
}
