/** What is told of documents that nobody has to ask for. */
import type { Templates } from '../kernel/units.ts';

export const documentTemplates: Templates = {
  'document-ready': {
    zh: '{caseId} {title}：文档已生成，可下载',
    en: '{caseId} {title}: a document is ready to be fetched',
  },
  'document-failed': {
    zh: '{caseId} {title}：文档未能生成，请重新申请',
    en: '{caseId} {title}: a document could not be made. Please ask for it again',
  },
};
