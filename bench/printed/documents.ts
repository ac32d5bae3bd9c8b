/** How fast documents are printed, on one core, and that the press does not grow with them. */
import { cpus } from 'node:os';
import { createPress } from '../../platform/documents/press.ts';
import type { Printable } from '../../platform/documents/printed.ts';
import { cpuMsOf, round, rssOf } from '../measure.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';

const COUNT = 500;
const TIME: Budget = { must: 120, goal: 60 };
/** Of what it holds in its last quarter, against its second: the first still fills caches. */
const GROWTH: Budget = { must: 1.15 };

/** `npm run bench -- --run documents`: needs no engine. */
export async function documents({ results, command }: Wish): Promise<void> {
  const press = createPress({ idleMs: 60_000 });
  const sizes: number[] = [];
  let [bytes, cpuMs] = [0, 0];
  const from = performance.now();
  for (let n = 0; n < COUNT; n += 1) {
    const print = await press.print(reportOf(n), 'pdf');
    bytes += print.bytes.length;
    sizes.push(rssOf(press.pid() ?? 0));
    cpuMs = cpuMsOf(press.pid() ?? 0);
  }
  const seconds = round((performance.now() - from) / 1_000);
  const cpu = round(cpuMs / 1_000);
  press.close();
  const quarter = (n: number): number => {
    const part = sizes.slice((n * COUNT) / 4, ((n + 1) * COUNT) / 4);
    return part.reduce((sum, one) => sum + one, 0) / part.length;
  };
  const growth = round(quarter(3) / quarter(1));
  const megabytes = [0, 1, 2, 3].map((n) => Math.round(quarter(n) / 1e6));
  results.phase({
    run: 'documents',
    count: COUNT,
    seconds,
    cpu,
    megabytes,
    kilobytes: Math.round(bytes / COUNT / 1e3),
    cores: cpus().length,
  });
  results.row({
    row: 'documents',
    what: `${COUNT} reports of three pages as PDF, one after the other`,
    budget: budgetWords([TIME], ' s'),
    measured: `${cpu} s of one core, its start included (${seconds} s passed on this machine)`,
    verdict: verdictOf([cpu, TIME]),
    command,
  });
  results.row({
    row: 'documents',
    what: 'memory of the press in the last quarter of them, against the second',
    budget: budgetWords([GROWTH]),
    measured: `${growth} (${megabytes.join(', ')} MB by quarter)`,
    verdict: verdictOf([growth, GROWTH]),
    command,
  });
}

/** No two alike. */
const reportOf = (n: number): Printable => ({
  lang: 'zh',
  title: '故障分析报告',
  subtitle: `INC-${String(n).padStart(6, '0')}  核心征管系统登录失败`,
  letterhead: ['信息中心'],
  footer: ['内部资料'],
  sections: [
    {
      title: '基本情况',
      is: 'facts',
      rows: Array.from({ length: 10 }, (_, row) => [`字段${row}`, `临溪县支付平台第 ${n + row} 号`]),
    },
    { title: '故障原因', is: 'text', text: `数据库连接池耗尽，第 ${n} 次。`.repeat(40) },
    { title: '处理经过', is: 'text', text: `按预案重启中间件并核对版本 ${n}，恢复后观察三十分钟。`.repeat(30) },
    {
      title: '时间线',
      is: 'table',
      columns: [4, 3, 4, 9].map((share, at) => ({ title: `列${at}`, share })),
      rows: Array.from({ length: 40 }, (_, row) => [
        '2026-11-25 14:02',
        '张三',
        '已派单',
        `原因 ${n * row}，请在规定时限内处理`,
      ]),
    },
    {
      title: '签署',
      is: 'signatures',
      boxes: [{ title: '编制人', name: '李四' }, { title: '审核人' }, { title: '客户确认' }],
      signHere: '签字',
      dateHere: '日期',
    },
  ],
  record: {
    title: '记录与核对',
    rows: [
      ['记录版本', String(n)],
      ['记录散列值', 'a'.repeat(64)],
    ],
    qr: `INC-${n} v${n} sha256:${'a'.repeat(64)}`,
  },
  pageWords: '第 {page} 页，共 {pages} 页',
  unprintableWords: '{characters}',
  at: n * 1_000,
});
