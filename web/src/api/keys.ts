/** Names of what was asked, for the one store of answers. */
export const asked = {
  me: ['me'] as const,
  counts: ['counts'] as const,
  processes: ['processes'] as const,
  forms: (process: string) => ['forms', process] as const,
  case: (number: string) => ['case', number] as const,
  timeline: (number: string) => ['case', number, 'timeline'] as const,
  engine: (number: string) => ['case', number, 'engine'] as const,
  files: (number: string) => ['case', number, 'files'] as const,
  /** Of a change, as it is shown to those who decide; asked again with the case. */
  sheet: (number: string) => ['case', number, 'sheet'] as const,
  /** Of a run: its plan, itself, and parts of one kind; asked again with the case. */
  runPlan: (number: string) => ['case', number, 'plan'] as const,
  run: (number: string, lang: string) => ['case', number, 'run', lang] as const,
  runReport: (number: string) => ['case', number, 'report'] as const,
  parts: (number: string, kinds: string) => ['case', number, 'parts', kinds] as const,
  /** Official forms of a case. */
  documents: (number: string) => ['case', number, 'documents'] as const,
  delegations: ['list', 'delegations'] as const,
  /** Of a board: what is before it, and what it decided. */
  meeting: (id: string, what: string) => ['list', 'meeting', id, what] as const,
  list: (path: string, query: string) => ['list', path, query] as const,
  register: (name: string, query = '') => ['register', name, query] as const,
};
