/** Invented words of cases, as long as real ones, always the same for a number. */

const nouns =
  '支付凭证 指标额度 用款计划 工资数据 国库集中 预算单位 电子印章 打印机 登录页面 附件上传 对账单 清算额度 政府采购 资产卡片 决算报表'.split(
    ' ',
  );
const faults =
  '打不开 显示空白 金额错位 提示超时 无法提交 重复生成 审批不了 数据丢失 导出乱码 卡在加载 签章失败 余额不符 权限不足 不能联网 反复退出'.split(
    ' ',
  );
const places = '一楼大厅 财政所 会计核算中心 人民医院 第二中学 乡镇服务站 不动产窗口 公安局财务室 教育局 卫健委'.split(
  ' ',
);
const said =
  '已联系用户核实现象 请提供截图和单据号 重启中间件后恢复 疑似昨晚升级引起 正在等厂商答复 清理浏览器缓存无效 更换网线后正常 已转二线排查 数据库锁等待已处理 建议周五统一更新'.split(
    ' ',
  );
const english =
  'timeout gateway printer driver voucher login certificate network database upgrade browser printing'.split(' ');

/** A small generator of our own: the bench compares runs, so its cases must not change. */
export function dice(seed: number): (most: number) => number {
  let state = (seed * 2_654_435_761 + 97) % 4_294_967_296;
  return (most) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * most);
  };
}

const times = (count: number, make: () => string): string[] => Array.from({ length: count }, make);

export type Texts = { title: string; description: string; contact: string; comments: string[]; solution: string };

/** What stands on one case of ten comes from few words, so that some pieces are in most cases and others in few. */
export function textsOf(n: number): Texts {
  const roll = dice(n);
  const one = (words: readonly string[]): string => words[roll(words.length)] ?? '';
  const sentence = (): string =>
    `${one(places)}${one(nouns)}${one(faults)}，${one(said)}，单号 ${100_000 + roll(900_000)}，${one(english)} ${one(english)}。`;
  return {
    title: `${one(nouns)}${one(faults)} ${one(places)} K-${roll(9_999)}`,
    description: times(4 + roll(5), sentence).join('\n'),
    contact: `0712-${1_000_000 + roll(9_000_000)}`,
    comments: times(2 + roll(4), () => times(1 + roll(2), sentence).join('')),
    solution: `${sentence()}${sentence()}`,
  };
}
