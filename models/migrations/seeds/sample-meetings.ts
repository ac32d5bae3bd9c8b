/** Meetings of the board of the sample organisation: one that has begun, and the next. */
import type { Meeting } from '../../registers/meetings/meeting.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;

/** `now`: when the sample is set up. The first is open for a day, so that its minutes may be recorded whenever the sample is. */
export const meetings = (now: number): Meeting[] => {
  const board = {
    board: '/dx',
    place: '省厅二楼会议室',
    chair: 'sup-dx',
    secretary: 'desk-province',
    members: ['sup-donghu', 'sup-xiling', 'expert-1', 'expert-2', 'expert-3'],
    agenda: { risks: ['high'] },
    status: 'planned',
    sample: true,
  } as const;
  const begun = now - HOUR;
  const next = begun + WEEK;
  return [
    { _id: 'cab-first', name: '变更咨询委员会首次会议', from: begun, until: begun + 24 * HOUR, ...board },
    { _id: 'cab-second', name: '变更咨询委员会第二次会议', from: next, until: next + 2 * HOUR, ...board },
  ];
};
