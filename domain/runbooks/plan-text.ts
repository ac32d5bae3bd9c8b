/** The plan of a run as a text to print: what was done, by whom and when, and what is to be done by hand when nothing else answers. */
import type { Millis } from '../kernel/process.ts';
import { lengthWords } from '../kernel/time/length-words.ts';
import { roles, type Role } from '../roles.ts';
import { columnsOf, labelled, wrapped } from './columns.ts';

type Both = { zh: string; en: string };
type Someone = { id: string; name?: string };
type Line = { at: Millis; words: Both; by?: Someone; attempt?: number; outcome?: string; said?: string };
export type PrintedPart = {
  part: string;
  kind: string;
  status: string;
  statusWords: Both;
  title: Both;
  instruction?: Both;
  verify?: Both;
  does?: 'manual' | 'automatic' | 'decision';
  action?: string;
  role?: Role;
  orgPath?: string;
  budgetMs?: Millis;
  undo?: { does: 'manual' | 'automatic'; instruction?: Both; budgetMs: Millis };
  noReturn?: true;
  witness?: true;
  choices?: readonly { id: string; title: Both }[];
  choice?: string;
  who?: Someone;
  lines: readonly Line[];
};
type Roster = { people: readonly (Someone & { phone?: string })[]; more?: number };
/** Of a plan of which nothing has begun. */
export type PrintedAhead = {
  undo: readonly { part: string; title: Both; budgetMs: Millis }[];
  undoBudgetMs: Millis;
  asked: readonly ({ role: { title: Both }; orgPath: string; parts: number } & Roster)[];
};
export type PrintedPlan = {
  number: string;
  mode: string;
  version: number;
  statusWords: Both;
  title: string;
  commander: Someone | null;
  startedAt?: Millis;
  endedAt?: Millis;
  budgetMs: Millis;
  planHash?: string;
  runbooks: readonly { pin: string; title: Both }[];
  counts: { steps: number; done: number; skipped: number; failed: number; undone: number };
  serverNow: Millis;
  planned?: PrintedAhead;
  parts: readonly PrintedPart[];
};
/** `clock`: an instant as its reader's wall shows it; `zone`: what that wall goes by. */
export type PlanReader = { lang: 'zh' | 'en'; clock: (at: Millis) => string; zone: string };

/** Fits on A4 and on an 80-column printer with a margin. */
export const COLUMNS = 76;
const INDENT = 8;
const BOXES: Readonly<Record<string, string>> = {
  done: '[x]',
  passed: '[x]',
  skipped: '[-]',
  kept: '[=]',
  failed: '[!]',
  'undo-failed': '[!]',
  refused: '[!]',
  undone: '[<]',
  running: '[>]',
  'waiting-human': '[>]',
  'to-witness': '[>]',
  undoing: '[>]',
  open: '[>]',
};
/** Nobody writes at these any more. */
const OVER: readonly string[] = ['done', 'passed', 'skipped', 'kept', 'undone'];
const DOES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  manual: ['手工', 'by hand'],
  automatic: ['自动', 'by an action'],
  decision: ['决定', 'a decision'],
};
const MODES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  drill: ['【演练】', '[DRILL] '],
  rehearsal: ['【推演】', '[REHEARSAL] '],
};

type Say = (zh: string, en: string) => string;
type Writing = PlanReader & { say: Say };

/** The text, lines of at most `COLUMNS` columns. Throws nothing. */
export function planText(plan: PrintedPlan, reader: PlanReader): string {
  const say: Say = (zh, en) => (reader.lang === 'zh' ? zh : en);
  const writing = { ...reader, say };
  const steps = plan.parts.map((part, n) => partText(part, n + 1, writing));
  const ahead = plan.planned ? aheadText(plan.planned, writing) : [];
  return `${[...headText(plan, writing), ...ahead, ...steps.flat(), '='.repeat(COLUMNS), endText(plan, writing)].join('\n')}\n`;
}

const named = ({ id, name }: Someone): string => (name === undefined || name === id ? id : `${name} (${id})`);

function headText(plan: PrintedPlan, { say, lang, clock, zone }: Writing): string[] {
  const { counts } = plan;
  const rule = '='.repeat(COLUMNS);
  const [zh, en] = MODES[plan.mode] ?? ['', ''];
  const width = lang === 'zh' ? 10 : 12;
  const field = (label: string, text: string) =>
    labelled(label.padEnd(width - (columnsOf(label) - label.length)), text, { indent: 0, columns: COLUMNS });
  const failed = counts.failed > 0 ? say(`，失败 ${counts.failed}`, `, failed ${counts.failed}`) : '';
  const undone = counts.undone > 0 ? say(`，已撤销 ${counts.undone}`, `, taken back ${counts.undone}`) : '';
  return [
    rule,
    ...wrapped(`${say(zh, en)}${plan.number}  ${plan.title}`, COLUMNS),
    rule,
    ...field(say('状态', 'Status'), plan.statusWords[lang]),
    ...field(say('指挥', 'Commander'), plan.commander === null ? '-' : named(plan.commander)),
    ...(plan.startedAt === undefined ? [] : field(say('开始', 'Begun'), clock(plan.startedAt))),
    ...(plan.endedAt === undefined ? [] : field(say('结束', 'Ended'), clock(plan.endedAt))),
    ...field(say('时区', 'Time zone'), zone),
    ...plan.runbooks.flatMap(({ pin, title }) => [...field(say('预案', 'Runbook'), title[lang]), ...field('', pin)]),
    ...(plan.planHash === undefined ? [] : field(say('方案哈希', 'Plan hash'), plan.planHash)),
    ...field(
      say('步骤', 'Steps'),
      say(
        `共 ${counts.steps}，完成 ${counts.done}，跳过 ${counts.skipped}${failed}${undone}`,
        `${counts.steps} in all, done ${counts.done}, skipped ${counts.skipped}${failed}${undone}`,
      ),
    ),
    ...field(say('预算', 'Budget'), lengthWords(plan.budgetMs, lang)),
    ...field(
      say('方框', 'Boxes'),
      say(
        '[ ] 未到  [>] 进行中  [x] 完成  [-] 跳过  [!] 失败或未通过  [<] 已撤销  [=] 保留不撤',
        '[ ] to come  [>] under way  [x] done  [-] skipped  [!] failed or refused  [<] taken back  [=] left as it is',
      ),
    ),
    rule,
  ];
}

/** Who is asked for what, and the way back, for who is to authorise it. */
function aheadText({ undo, undoBudgetMs, asked }: PrintedAhead, { say, lang }: Writing): string[] {
  const under = { indent: INDENT, columns: COLUMNS };
  const whom = asked.flatMap(({ role, orgPath, parts, people, more }) => {
    const names = people.map((one) => (one.phone === undefined ? named(one) : `${named(one)} ${one.phone}`));
    const others = more === undefined ? [] : [say(`另有 ${more} 人`, `${more} more`)];
    const head = `${role.title[lang]} / ${orgPath} / ${say(`${parts} 项`, parts === 1 ? '1 part' : `${parts} parts`)}`;
    return [...labelled('', head, under), ...labelled('  ', [...names, ...others].join(say('、', ', ')) || '-', under)];
  });
  const back = undo.flatMap(({ part, title, budgetMs }, n) =>
    labelled(`${String(n + 1).padStart(2)} `, `${title[lang]} / ${lengthWords(budgetMs, lang)} / #${part}`, under),
  );
  const none = say('没有可撤销的步骤', 'nothing of it is taken back');
  return [
    '',
    say('将请谁执行', 'Who is asked'),
    ...whom,
    '',
    say(
      `全部完成后的回退顺序（${lengthWords(undoBudgetMs, lang)}）`,
      `The way back, were all of it done (${lengthWords(undoBudgetMs, lang)})`,
    ),
    ...(back.length > 0 ? back : labelled('', none, under)),
    '',
    '='.repeat(COLUMNS),
  ];
}

function partText(part: PrintedPart, n: number, writing: Writing): string[] {
  const { say, lang } = writing;
  const { budgetMs, does, role, orgPath, action } = part;
  const isGroup = does === undefined && role === undefined;
  const box = isGroup ? '---' : (BOXES[part.status] ?? '[ ]');
  const facts = [
    part.statusWords[lang],
    ...(role === undefined ? [] : [roles[role].title[lang]]),
    ...(orgPath === undefined ? [] : [orgPath]),
    ...(does === undefined ? [] : [say(...(DOES[does] ?? ['', '']))]),
    ...(action === undefined ? [] : [action]),
    ...(budgetMs === undefined ? [] : [lengthWords(budgetMs, lang)]),
    `#${part.part}`,
  ];
  const under = { indent: INDENT, columns: COLUMNS };
  const told = (zh: string, en: string, text: { zh: string; en: string } | undefined) =>
    text ? labelled(say(`${zh}  `, en.padEnd(7)), text[lang], under) : [];
  return [
    '',
    ...labelled(`${box} ${String(n).padStart(2)} `.padEnd(INDENT), part.title[lang], { indent: 0, columns: COLUMNS }),
    ...labelled('', facts.join(' / '), under),
    ...(part.noReturn
      ? labelled(
          '',
          say('*** 不可回退点：此后不再撤销 ***', '*** NO RETURN: behind this nothing is taken back ***'),
          under,
        )
      : []),
    ...told('操作', 'Do', part.instruction),
    ...told('检查', 'Check', part.verify),
    ...(part.choices ?? []).flatMap(({ id, title }) =>
      labelled(`${id === part.choice ? '[x]' : '[ ]'} `, title[lang], under),
    ),
    ...undoText(part, writing),
    ...part.lines.flatMap((line) => lineText(line, writing)),
    ...(OVER.includes(part.status) || isGroup ? [] : handText(part, writing)),
  ];
}

function undoText({ undo }: PrintedPart, { say, lang }: Writing): string[] {
  if (!undo) return [];
  const [does, length] = [say(...(DOES[undo.does] ?? ['', ''])), lengthWords(undo.budgetMs, lang)];
  const facts = say(`（${does}，${length}）`, ` (${does}, ${length})`);
  const text = `${undo.instruction?.[lang] ?? ''}${facts}`.trim();
  return labelled(say('撤销  ', 'Undo'.padEnd(7)), text, { indent: INDENT, columns: COLUMNS });
}

function lineText({ at, words, by, attempt, outcome, said }: Line, { say, lang, clock }: Writing): string[] {
  const more = [
    ...(attempt === undefined || attempt === 1 ? [] : [say(`第 ${attempt} 次`, `try ${attempt}`)]),
    ...(outcome === undefined ? [] : [outcome]),
    ...(by === undefined || by.id === 'system' ? [] : [named(by)]),
  ];
  const head = [words[lang], ...more].join(say('，', ', '));
  return labelled(`${clock(at)}  `, said === undefined ? head : `${head}${say('：', ': ')}${said}`, {
    indent: INDENT,
    columns: COLUMNS,
  });
}

/** Where it is written down by hand. */
function handText({ does, witness }: PrintedPart, { say }: Writing): string[] {
  const blank = '_'.repeat(16);
  const by = does === undefined || does === 'decision' ? say('决定', 'Decided') : say('执行', 'Done');
  const first = `${by} ${blank}  ${say('时间', 'at')} ____:____`;
  const second = witness ? `  ${say('见证', 'Witness')} ${blank}` : '';
  return [`${' '.repeat(INDENT)}${first}${second}`];
}

const endText = ({ number, version, serverNow }: PrintedPlan, { say, clock }: Writing): string =>
  say(
    `${number} 第 ${version} 版，打印于 ${clock(serverNow)}`,
    `${number} version ${version}, printed ${clock(serverNow)}`,
  );
