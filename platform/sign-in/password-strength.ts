/** Whether a password is among the first that anybody would try: common ones, patterns, and what everybody knows of its owner. */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Of a program that guesses well: a hundred years at ten a second, some days where the hash was stolen. */
const FEWEST_GUESSES = 1e10;
/** More is not looked at, since it costs the square of the length; what is easy so far is refused. */
const LOOKED_AT = 40;

/** What people here think of first, beside the world's lists: pinyin as it is typed, and characters. */
const LOCAL =
  'changming 长明 mima mimamima guanliyuan guanli xitong yunwei yewu denglu zhanghao yonghu ceshi fuwu fuwutai diannao ' +
  'jisuanji wangluo woaini woaizhongguo woaibeijing woshishui nihao nihaoma zhongguo zhonghua renmin zuguo beijing ' +
  'shanghai guangzhou shenzhen tianjin chongqing wuhan hubei hunan sichuan chengdu nanjing hangzhou xian jinan shengting ' +
  'caizheng caizhengju caizhengting caizhengbu caiwu kuaiji chuna guoku zhifu yusuan juesuan shuiwu shenji jiguan danwei ' +
  'zhengfu gongsi bangongshi zhang wang li zhao liu chen yang huang zhou wu xu sun ma zhu hu guo lin he gao luo ' +
  'zhangsan lisi wangwu zhaoliu xiaoming wangming liming zhangwei wangwei liqiang shengri kuaile shengrikuaile ' +
  'xinnian xinniankuaile gongxifacai facai daji jiayou baobei laopo laogong baba mama gege jiejie haha hehe ' +
  '我爱你 我爱中国 我爱祖国 中国 中华 中华人民共和国 祖国 人民 北京 上海 武汉 湖北 财政 财政局 财政厅 国库 支付 预算 决算 会计 出纳 ' +
  '密码 管理员 系统 系统管理员 安全管理员 审计管理员 运维 服务台 测试 用户 登录 你好 生日快乐 新年快乐 恭喜发财 加油 一二三四五六七八九十 ' +
  'woaini1314 woaini520 5201314 1314520 1314521 147258369 123qwe qwe123 1qaz2wsx zaq12wsx qazwsx asd123 a123456 aa123456';

let made: Promise<ZxcvbnFactory> | undefined;

/** Its lists are 15 MB in memory: of those processes alone where somebody chooses a password. */
async function makeStrength(): Promise<ZxcvbnFactory> {
  const { ZxcvbnFactory: Strength } = await import('@zxcvbn-ts/core');
  const { adjacencyGraphs, dictionary } = await import('@zxcvbn-ts/language-common');
  return new Strength({ dictionary: { ...dictionary, local: LOCAL.split(' ') }, graphs: adjacencyGraphs });
}

/** `about`: id, name, unit and the like of whoever is to have it, in any order. What is left of it without them must be hard. */
export async function isGuessable(password: string, about: readonly string[] = []): Promise<boolean> {
  const text = password.normalize('NFKC').slice(0, LOOKED_AT);
  const words = [...PRODUCT, ...about.flatMap((one) => [one, ...one.split(/[^\p{L}\p{N}]+/u)])]
    .map((word) => word.normalize('NFKC'))
    .filter((word) => word.length > 1)
    .toSorted((a, b) => b.length - a.length);
  const left = words.reduce((rest, word) => rest.replaceAll(new RegExp(escaped(word), 'giu'), ''), text);
  const strength = await (made ??= makeStrength());
  return strength.check(left, words).guesses < FEWEST_GUESSES;
}
const PRODUCT = ['changming', '长明'];
const escaped = (word: string): string => word.replaceAll(/[$()*+.?[\\\]^{|}/]/g, '\\$&');
