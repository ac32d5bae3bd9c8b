/** Texts of all notices, by template, and the words for where a case stands. */
import type { Templates } from './kernel/units.ts';
import { periodTemplates } from './appraisal/period-words.ts';
import { monthTemplates } from './archive/month-words.ts';
import { catalogue } from './catalogue.ts';
import { documentTemplates } from './documents/words.ts';
import { horizonTemplates } from './kernel/policy/horizon.ts';
import { mandateTemplates } from './meetings/mandates.ts';
import { recordTemplates } from './kernel/policy/record-alarms.ts';
import { leftTemplates } from './kernel/people/left.ts';
import { unreachedTemplate } from './kernel/people/tell.ts';
import { planTemplates } from './inspection/plan-words.ts';
import { serviceReportTemplates } from './service-reports/notice.ts';
import { drillTemplates } from './runbooks/drills.ts';

export const templates: Templates = {
  ...Object.assign({}, ...Object.values(catalogue).map(({ words }) => words.templates)),
  ...horizonTemplates,
  ...recordTemplates,
  ...mandateTemplates,
  ...unreachedTemplate,
  ...leftTemplates,
  ...drillTemplates,
  ...planTemplates,
  ...documentTemplates,
  ...monthTemplates,
  ...serviceReportTemplates,
  ...periodTemplates,
};

/** By process and status. */
export const statusWords: Readonly<Record<string, Templates>> = Object.fromEntries(
  Object.entries(catalogue).map(([key, { words }]) => [key, words.statuses]),
);
