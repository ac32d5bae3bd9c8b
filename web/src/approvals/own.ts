/** What of a change's own fields the sheet shows. */
export type Own = 'approval' | 'conflicts' | 'risk' | 'riskReasons' | 'consents';
