/** Texts of all notices, by template: for the inbox. */
import { callTemplates } from './call/templates.ts';
import { incidentTemplates } from './incident/templates.ts';
import { horizonTemplates } from './kernel/horizon.ts';
import { type Templates, unreachedTemplate } from './kernel/tell.ts';

export const templates: Templates = {
  ...callTemplates,
  ...incidentTemplates,
  ...horizonTemplates,
  ...unreachedTemplate,
};
