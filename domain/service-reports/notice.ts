/** What is told of a service report to whom it is for. */
import type { Templates } from '../kernel/units.ts';

export const serviceReportTemplates: Templates = {
  'service-report-ready': {
    zh: '{unit} {month} 的服务月报已生成，可下载',
    en: 'The service report of {unit} for {month} is ready to be fetched',
  },
};
