/** Notices that reactions send, as data. */
import type { Audience, CaseEvent, Effect, Pins } from '../process.ts';
import type { Templates } from '../units.ts';

/**
 * One notice about `event` under its template `<process>-<event in kebab>`, to each of `to` once. Nobody is told of what
 * he did himself, nor as one of a queue or role; who is missing is left out. `data` fills the template's places beside the number.
 */
export function tell(
  { type, by, caseId }: Pick<CaseEvent, 'type' | 'by' | 'caseId'>,
  to: readonly (Audience | undefined)[],
  data: Readonly<Record<string, string>> = {},
): Effect[] {
  const template = templateOf(type);
  const seen = new Set<string>();
  return to.flatMap((audience) => {
    if (!audience || ('person' in audience && audience.person === by.id)) return [];
    const who = JSON.stringify(audience);
    if (seen.has(who)) return [];
    seen.add(who);
    const except = 'person' in audience || by.role === 'system' ? {} : { except: by.id };
    return [{ kind: 'notify', to: audience, template, data: { caseId, ...data }, ...except }];
  });
}

/** True for a notice that the policy of its case does not want told. */
export const isSilent = ({ sla: { silent = [] } }: Pick<Pins, 'sla'>, template: string): boolean =>
  silent.includes('*') || silent.includes(template);

type Failed = Pick<CaseEvent, 'by' | 'caseId'> & { data: { effect: string; to?: string } };

/**
 * That a mail did not reach the person whom it was for, told to `to` and kept in their inbox alone: mail about mail that
 * does not arrive goes round in circles. Empty for any other failure.
 */
export function unreached(
  { by, caseId, data }: Failed,
  to: readonly (Audience | undefined)[],
  title: string,
): Effect[] {
  if (data.to === undefined || !data.effect.endsWith(':mail')) return []; // `<notice>:<channel>`, models/notices/delivery.ts
  return tell({ type: 'mail.unreached', by, caseId }, to, { title, unreached: data.to });
}

/** That something happened which its reporter would be told, who has no account or has left: `to` tell him. */
export const toTell = (
  { by, caseId }: Pick<CaseEvent, 'by' | 'caseId'>,
  to: readonly (Audience | undefined)[],
  data: Readonly<Record<'title' | 'caller', string>>,
): Effect[] => tell({ type: 'caller.toTell', by, caseId }, to, data);

/** 'incident.infoSupplied' → 'incident-info-supplied'. */
export const templateOf = (type: string): string =>
  type.replace('.', '-').replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** The same notice in words for who only follows the case. */
export const followedTemplate = (template: string): string => `${template}-followed`;

/** The same notice in words for whom the case waits for. */
export const askedTemplate = (template: string): string => `${template}-asked`;

/** Of `unreached`, whatever the process. */
export const unreachedTemplate: Templates = {
  'caller-to-tell': {
    zh: '{caseId} {title}：有新进展，{caller} 收不到系统通知，请告知',
    en: '{caseId} {title}: there is news, and {caller} gets no notices. Please tell them',
  },
  'mail-unreached': {
    zh: '{caseId} {title}：一条通知未能送达 {unreached}，请换一种方式告知',
    en: '{caseId} {title}: a notice did not reach {unreached}. Please tell them in another way',
  },
};

/** The two notices of a clock's ladder, for those who work on the case: near its deadline, and past it. */
export const clockTemplates = (process: string, clock: string, name: { zh: string; en: string }): Templates => ({
  [`${process}-${clock}-warned`]: {
    zh: `{caseId} {title}：${name.zh}已用 {percent}%，期限 {dueAt}`,
    en: `{caseId} {title}: ${name.en} at {percent} %, due {dueAt}`,
  },
  ...lateTemplate(process, clock, name),
});
/** The second of the two, for a clock that warns nobody. */
export const lateTemplate = (process: string, clock: string, name: { zh: string; en: string }): Templates => ({
  [`${process}-${clock}-breached`]: {
    zh: `{caseId} {title}：${name.zh}已超时，期限 {dueAt}`,
    en: `{caseId} {title}: ${name.en} is late, it was due {dueAt}`,
  },
});
