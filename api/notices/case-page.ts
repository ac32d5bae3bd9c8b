/**
 * What the link of a mail opens in a browser: one page to read a case on, for as long as there is no console. It shows what the
 * API shows to the same person, decides nothing and uses up nothing. Programs are sent on to the API.
 */
import type { Connection } from 'mongoose';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Directory } from '../../client/registers/directory.ts';
import { contracts } from '../../domain/contracts.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { aboutCase } from '../../domain/letters.ts';
import { keysIn } from '../../domain/notice-words.ts';
import { processOf } from '../../domain/catalogue.ts';
import type { Actor, PartOffer } from '../../domain/kernel/process.ts';
import { isProcessKey } from '../../domain/processes.ts';
import { namesOf } from '../../models/registers/names.ts';
import { wallClockNamed } from '../../platform/zones.ts';
import type { Reads } from '../cases/reads.ts';
import { lastWordsTo } from '../cases/timeline.ts';
import { askerOf } from '../http/asked.ts';
import type { Limiter } from '../http/rates.ts';
import type { Identity } from '../http/route.ts';
import type { Auth } from '../sign-in/auth.ts';

type Deps = {
  db: Connection;
  auth: Auth;
  reads: Reads;
  directory: Pick<Directory, 'person'>;
  limiter: Limiter;
  zone: string;
  owes: Owes;
};
/** What must be done before anything else; null: nothing. */
type Owes = (actor: Actor) => Promise<'password-change-required' | 'second-factor-missing' | null>;
type Locale = 'zh' | 'en';
/** `wait`: an address that asks too often. */
type Shown = { status: number; locale: Locale; title: string; body: string };

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

const words = {
  signIn: { zh: '请登录', en: 'Please sign in' },
  name: { zh: '账号', en: 'Name' },
  password: { zh: '密码', en: 'Password' },
  go: { zh: '登录', en: 'Sign in' },
  noScript: { zh: '登录需要启用 JavaScript。', en: 'Signing in needs JavaScript.' },
  missing: { zh: '没有此工单，或不在您的查看范围内', en: 'There is no such case, or it is not yours to see' },
  code: { zh: '动态码或恢复码', en: 'Code of the second factor' },
  waits: { zh: '等待您', en: 'Waiting for you' },
  until: { zh: '至', en: 'until' },
  'password-change-required': {
    zh: '请先修改密码，再打开此页',
    en: 'Choose a password of your own first, then open this page again',
  },
  'second-factor-missing': {
    zh: '请先启用第二因素，再打开此页',
    en: 'Set up a second factor first, then open this page again',
  },
  later: { zh: '请稍后再试', en: 'Please try again in a while' },
  away: { zh: '系统暂时不可用，请稍后再试', en: 'The system is not to be had just now, please try again in a while' },
  solution: { zh: '处理结果', en: 'Solution' },
  now: { zh: '您现在可以', en: 'You may now' },
  readOnly: {
    zh: '此页只供阅读，打开它不作任何决定。办理请使用贵单位接入的客户端或接口。',
    en: 'This page is for reading: to open it decides nothing. Act by the client of your organisation, or by the API.',
  },
} as const;

/** Why somebody is not signed in, by the code of the API's answer; `other`: for any other. */
const refusals = {
  'sign-in-refused': { zh: '账号或密码不正确', en: 'Name or password is wrong' },
  'second-factor-required': { zh: '请再输入动态码或恢复码', en: 'Please give the code of the second factor as well' },
  'second-factor-wrong': {
    zh: '动态码不正确或已用过',
    en: 'The code of the second factor is wrong, or was used before',
  },
  'too-many-attempts': { zh: '尝试次数过多，请稍后再试', en: 'Too many attempts, please try again in a while' },
  'too-many-requests': words.later,
  other: words.away,
} as const;

/** `/cases/INC-000123` and what the page is made of. */
export function casePage(deps: Deps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/cases/page/sign-in.js', asset('js', script));
  router.get('/cases/page/style.css', asset('css', style));
  router.get('/cases/:number', async (request, response) => {
    const { number } = request.params;
    response.locals['route'] = '/cases/:number';
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html')
      return response.redirect(302, `/api/cases/${encodeURIComponent(number)}`);
    send(response, await pageFor(deps, request, number));
  });
  return router;
}

const asset =
  (type: string, content: string): RequestHandler =>
  (_request, response) => {
    response.type(type).send(content);
  };

function send(response: Response, { status, locale, title, body }: Shown): void {
  const page = [
    '<!doctype html>',
    `<html lang="${locale}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><link rel="stylesheet" href="/cases/page/style.css"></head>`,
    `<body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`,
  ].join('\n');
  response.status(status).set('Content-Security-Policy', PAGE_POLICY).type('html').send(page);
}

async function pageFor(deps: Deps, request: Request, number: string): Promise<Shown> {
  const asked: Locale = request.acceptsLanguages(['zh', 'en']) === 'en' ? 'en' : 'zh';
  try {
    const identity = await deps.auth.identify(request).catch(() => null);
    deps.limiter.take(identity?.by ?? 'nobody', identity?.actor.id ?? askerOf(request), false);
    if (!identity) return signInPage(asked);
    const person = await deps.directory.person(identity.actor.id);
    const locale = person?.locale ?? asked;
    const owed = await deps.owes(identity.actor);
    if (owed) return plain(403, locale, words[owed][locale]);
    return await shownTo(deps, identity, { number, locale, zone: person?.zone ?? deps.zone });
  } catch (error) {
    return refusal(error, asked);
  }
}

function refusal(error: unknown, locale: Locale): Shown {
  if (!(error instanceof DomainError)) return plain(503, locale, words.away[locale]);
  if (error.code === 'not-found') return plain(404, locale, words.missing[locale]);
  return error.code === 'too-many-requests'
    ? plain(429, locale, words.later[locale])
    : plain(503, locale, words.away[locale]);
}

const plain = (status: number, locale: Locale, title: string): Shown => ({ status, locale, title, body: '' });

type Wanted = { number: string; locale: Locale; zone: string };

async function shownTo(deps: Deps, identity: Identity, { number, locale, zone }: Wanted): Promise<Shown> {
  const { db, reads } = deps;
  const stored = await reads.one(identity, number);
  const [answer, last] = await Promise.all([reads.answer(identity, stored), lastWordsTo(db, identity.actor, stored)]);
  const { parties, orgPath: unit, allowed, process, title, parts } = answer;
  const { requester: reporter, assignee } = parties;
  const data = { ...answer, reporter, unit, ...(assignee === undefined ? {} : { assignee }), ...last };
  const names = await namesOf(db, keysIn(data));
  const clock = (at: number) => wallClockNamed(at, zone);
  const lines = aboutCase({ data, process }, { locale, clock, names });
  const waits = answer.waitsFor.flatMap(({ to, command, dueAt }) => {
    if (!('person' in to) || to.person !== identity.actor.id) return [];
    const until = dueAt === null ? [] : [`${words.until[locale]} ${clock(dueAt)}`];
    return [[titleOf(process, command, locale), ...until].join(locale === 'zh' ? '，' : ', ')];
  });
  const isSaid = last !== null && 'solution' in last.said;
  const solution = 'solution' in answer && typeof answer.solution === 'string' && !isSaid ? answer.solution : undefined;
  const colon = locale === 'zh' ? '：' : ': ';
  const ofParts = (parts?.offers ?? []).flatMap((group) => [group, ...Object.values(group.except)]);
  const commands = new Set([...allowed, ...ofParts.flatMap((one) => one.allowed)]);
  const may = [...commands].map((command) => titleOf(process, command, locale)).join(locale === 'zh' ? '、' : ', ');
  const all = [
    ...lines,
    ...partLines(process, parts?.offers ?? [], locale).map(({ kind, stand }) => `${kind}${colon}${stand}`),
    ...(solution === undefined ? [] : [`${words.solution[locale]}${colon}${solution}`]),
    ...waits.map((wait) => `${words.waits[locale]}${colon}${wait}`),
    ...(may === '' ? [] : [`${words.now[locale]}${colon}${may}`]),
  ];
  const items = all.map((line) => `<p>${escaped(line)}</p>`).join('\n');
  const note = `<footer>${escaped(words.readOnly[locale])}</footer>`;
  return { status: 200, locale, title: `${number} ${title}`, body: `${items}\n${note}` };
}

/** Each kind of its parts, and how many stand where. */
function partLines(process: string, offers: readonly PartOffer[], locale: Locale): { kind: string; stand: string }[] {
  const known = isProcessKey(process) ? (processOf(process).words.parts ?? {}) : {};
  return [...new Set(offers.map(({ kind }) => kind))].map((kind) => ({
    kind: known[kind]?.title[locale] ?? kind,
    stand: offers
      .filter((group) => group.kind === kind)
      .map(({ status, count }) => `${known[kind]?.statuses[status]?.[locale] ?? status} ${count}`)
      .join(locale === 'zh' ? '、' : ', '),
  }));
}

function titleOf(process: string, command: string, locale: Locale): string {
  const table = isProcessKey(process) ? Object.entries(contracts[process]) : [];
  return table.find(([name]) => name === command)?.[1].title[locale] ?? command;
}

function signInPage(locale: Locale): Shown {
  const label = (word: 'name' | 'password' | 'code') => escaped(words[word][locale]);
  const told = Object.entries(refusals)
    .map(([why, said]) => ` data-${why}="${escaped(said[locale])}"`)
    .join('');
  const body = [
    '<form id="sign-in">',
    `<label>${label('name')} <input name="name" autocomplete="username" required></label>`,
    `<label>${label('password')} <input name="password" type="password" autocomplete="current-password" required></label>`,
    `<label hidden>${label('code')} <input name="code" autocomplete="one-time-code"></label>`,
    `<button>${escaped(words.go[locale])}</button><p id="answer" role="alert"${told}></p></form>`,
    `<noscript>${escaped(words.noScript[locale])}</noscript>`,
    '<script src="/cases/page/sign-in.js"></script>',
  ].join('\n');
  return { status: 401, locale, title: words.signIn[locale], body };
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => `&#${one.codePointAt(0)};`);

/** The session is opened by the API itself, with all that guards it. */
const script = `const form = document.getElementById('sign-in');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { name, password, code } = Object.fromEntries(new FormData(form));
  const asked = fetch('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(code ? { name, password, code } : { name, password }),
  });
  const answer = await asked.catch(() => undefined);
  if (answer?.ok) return location.reload();
  const { code: why } = (await answer?.json().catch(() => undefined)) ?? {};
  if (why === 'second-factor-required') form.elements.code.parentElement.hidden = false;
  const told = document.getElementById('answer');
  told.textContent = told.getAttribute('data-' + why) ?? told.getAttribute('data-other');
});
`;
const style = `body { font: 1rem/1.6 system-ui, sans-serif; margin: 0; color: #1a1a1a; background: #fff; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.3rem; }
p { margin: 0.4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
label { display: block; margin: 0.6rem 0; }
label[hidden] { display: none; }
footer { margin-top: 1.5rem; border-top: 1px solid #999; padding-top: 0.6rem; color: #444; }
`;
