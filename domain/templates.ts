/** Texts of all notices, by template, and the words for where a case stands. */
import { callStatusWords, callTemplates } from './call/templates.ts';
import { incidentStatusWords, incidentTemplates } from './incident/templates.ts';
import { horizonTemplates } from './kernel/horizon.ts';
import { type Templates, unreachedTemplate } from './kernel/tell.ts';

export const templates: Templates = {
  ...callTemplates,
  ...incidentTemplates,
  ...horizonTemplates,
  ...unreachedTemplate,
};

/** By process and status. */
export const statusWords: Readonly<Record<string, Templates>> = {
  call: callStatusWords,
  incident: incidentStatusWords,
};
