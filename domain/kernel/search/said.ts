/** The words by which a case is found, by who sees them: of its fields as they stand, and of what was said on it. */
import { unwound } from '../record/commit.ts';
import { openFieldsOf } from '../common/open.ts';
import { isInternal } from '../people/internal.ts';
import { filesIn, filesWithin } from '../record/files.ts';
import type { AnyProcess, CaseView, Commit } from '../process.ts';
import { folded } from './folded.ts';

/**
 * Folded text. `open`: seen by all who see the case; `own`: only by its requester and those who work on it; `inner`: only by
 * those who work on it. A level that has no words is absent.
 */
export type Said = { open?: string; own?: string; inner?: string };
export type Level = keyof Said;

/** Names under which events carry what people wrote; keys, numbers and choices stand under others, or are no prose. */
export const PROSE: readonly string[] = [
  'text question reason note instruction words grounds result',
  'diagnosis tried ask solution symptom cause evidence handling prevention',
  'site contact remoteHelp confirmedOnPhone onPhone',
  'customerTold good bad what findings checks absence fault as os database',
  'appVersion scope artefact notes signature review',
  'vehicle agreedBy elsewhere spare depot oldSerial newSerial signer sheet work',
  'finding harm rootCause measures before after to summary liable place remedy agreedWith',
  'difference consequences verify undo noUndo backOut testEvidence opinion verification itemChanges lessons',
].flatMap((row) => row.split(' '));
/** What stands under one of these names may also be one of a list: no words of a person. */
export const CHOICES: readonly string[] = [
  'user evidence window vendor spare-part change problem',
  'info-missing wrong-queue below-can-solve',
  'dropped test spam withdrawn no-reply',
  'technical security business passed failed do undo',
  'fixed temporary not-fixed',
].flatMap((row) => row.split(' '));
const CHOSEN_AS: readonly string[] = ['reason', 'as', 'result', 'scope', 'what'];
/** What these events say under the name of a field of the case is found there, as it stands now. */
const OF_FIELDS: readonly string[] = ['created', 'amended'];

/** What the case's own fields say: its title, and each text that is marked as searched. */
export function saidInFields({ fields }: Pick<AnyProcess, 'fields'>, view: CaseView): Said {
  const shown = new Map<string, unknown>(Object.entries(view));
  const texts = Object.entries(fields).flatMap(([name, { searched, personal, within }]) => {
    const value = shown.get(name);
    return searched && typeof value === 'string'
      ? [{ level: within ? 'inner' : personal ? 'own' : 'open', value } as const]
      : [];
  });
  return saidOf([{ level: 'open', value: view.title }, ...texts]);
}

/** What people wrote with this commit beside the fields of the case; null: nothing. */
export function saidInCommit(process: Pick<AnyProcess, 'key' | 'open' | 'fields'>, commit: Commit): Said | null {
  const texts = unwound(commit).flatMap(({ type, data }) => {
    const name = type.slice(process.key.length + 1);
    const open = isInternal(data) ? [] : (openFieldsOf(process, name, data) ?? []);
    const isElsewhere = (field: string) => OF_FIELDS.includes(name) && field in process.fields;
    const level = (field: string): Level => (open.includes(field) ? 'open' : 'inner');
    const within = filesWithin(data);
    const names = filesIn(data).map((file) => ({
      level: level(within.includes(file) ? 'filesWithin' : 'files'),
      value: file.name,
    }));
    const prose = Object.entries(data).flatMap(([field, value]) =>
      proseIn(field, value, isElsewhere).map((words) => ({ level: level(field), value: words })),
    );
    return [...prose, ...names];
  });
  return texts.length > 0 ? saidOf(texts) : null;
}

function proseIn(field: string, value: unknown, isElsewhere: (field: string) => boolean): string[] {
  if (typeof value === 'string') return isProse(field, value) && !isElsewhere(field) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) => proseIn(inner, one, isElsewhere));
}

const isProse = (field: string, value: string): boolean =>
  PROSE.includes(field) && !(CHOSEN_AS.includes(field) && CHOICES.includes(value));

function saidOf(texts: readonly { level: Level; value: string }[]): Said {
  const said: Said = {};
  for (const { level, value } of texts) {
    const plain = folded(value);
    if (plain !== '') said[level] = said[level] === undefined ? plain : `${said[level]} ${plain}`;
  }
  return said;
}

/** True when the commit may have changed what `saidInFields` tells. */
export function fieldsTouched({ key, fields }: Pick<AnyProcess, 'key' | 'fields'>, commit: Commit): boolean {
  const isTold = (name: string) => name === 'title' || fields[name]?.searched === true;
  return unwound(commit).some(({ type, data }) => {
    const names = Object.entries(data).flatMap(([name, value]) => (name === 'fields' ? Object.keys(value) : [name]));
    return type === `${key}.created` || names.some(isTold);
  });
}
