/** Short stories of appraisals: drills of last month, told what their figures say, so that each status has something to show. */
import type { Act, Known, Story } from './sample-story.ts';

const CHIEF = 'chief-dx';
const APPRAISER = 'appraiser-dx';
const SUBJECT = 'pm-dx';
const OWNER = 'owner';
const AUDITOR = 'auditor';
const DAY = 86_400_000;
/** The sample lies in one zone. */
const EAST = 8 * 3_600_000;

/** The month before that in which freezing would have to wait. */
function periodOf(begun: number): string {
  const there = new Date(begun + EAST - 15 * DAY);
  return new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() - 1, 1) + DAY).toISOString().slice(0, 7);
}
const act = (by: string, command: string, data: Act['data'] = {}, more: object = {}): Act => ({
  by,
  command,
  data,
  ...more,
});
const opened = (title: string, scripted: string): Act =>
  act(CHIEF, 'create', ({ begun }) => ({
    unit: '/dx',
    scheme: 'dx-provider',
    period: periodOf(begun),
    title,
    drill: true,
    scripted,
  }));
const scored = (points: number): Act =>
  act(
    APPRAISER,
    'score',
    { points, reason: '回访 20 位用户，均答复及时。' },
    { part: 'manners', once: 'appraisal.frozen' },
  );
const published = act(CHIEF, 'publish', {}, { once: 'appraisal.scored' });
const disputed = act(
  SUBJECT,
  'dispute',
  { grounds: '其中两单因机房停电，非我方原因。' },
  { part: 'resolution', once: 'appraisal.published' },
);
const accepted = act(SUBJECT, 'accept', {}, { once: 'appraisal.published' });
const sign = (by: string, once: string): Act =>
  act(by, 'sign', ({ statementHash }: Known) => ({ statementHash }), { once });

/** What the product does by itself, collecting, is over before anybody looks. */
export const appraisals: readonly Story[] = [
  { process: 'appraisal', status: 'scoring', acts: [opened('考核演练：待评分', 'met')] },
  { process: 'appraisal', status: 'published', acts: [opened('考核演练：公示', 'met'), scored(3_600), published] },
  {
    process: 'appraisal',
    status: 'disputed',
    acts: [opened('考核演练：申诉', 'missed'), scored(3_200), published, disputed],
  },
  {
    process: 'appraisal',
    status: 'confirming',
    acts: [opened('考核演练：待签字', 'met'), scored(3_800), published, accepted],
  },
  {
    process: 'appraisal',
    status: 'archived',
    acts: [
      opened('考核演练：归档', 'met'),
      scored(4_000),
      published,
      accepted,
      sign(SUBJECT, 'appraisal.accepted'),
      sign(CHIEF, 'appraisal.signed'),
    ],
  },
  {
    process: 'appraisal',
    status: 'voided',
    acts: [
      opened('考核演练：作废', 'empty'),
      act(OWNER, 'void', { reason: '方案配置有误' }, { once: 'appraisal.frozen' }),
      act(AUDITOR, 'void', { reason: '已核实' }, { once: 'appraisal.voidAsked' }),
    ],
  },
];
