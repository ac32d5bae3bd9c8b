/** Runbooks of the sample organisation: those shipped, and one that a city wrote for itself; each approved by another than wrote it. */
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';
import { step, told } from '../../../domain/runbooks/shipped/step.ts';
import type { RunbookText } from '../../../domain/runbooks/runbook.ts';
import type { KeptRunbook } from '../../registers/runbooks/runbook.ts';

type Written = RunbookText & { id: string };
const first = ({ id, ...text }: Written, { author, now }: { author: string; now: number }): KeptRunbook => ({
  _id: `${id}@1`,
  runbook: id,
  version: 1,
  ...text,
  note: '样例预案',
  publishedAt: now,
  publishedBy: 'owner',
  authors: [author],
});

/** All by hand, so that it can be tried without a tool: nearer than the province's, and for the servers of the city alone. */
const manualStandby: Written = {
  id: 'manual-standby',
  title: told(['东湖前置手工切换备机', 'Donghu front end: standby by hand']),
  description: told([
    '东湖市支付前置服务器故障、备机健康时使用，全部由工程师在机房或带外管理口手工操作。',
    'For a failed front-end server of the city whose standby is healthy. Engineers do all of it by hand, in the machine room or by out-of-band management.',
  ]),
  process: 'failover',
  scheme: 'standby-node',
  orgPath: '/dx/donghu',
  applications: [],
  items: ['srv-donghu-1', 'app-donghu'],
  drillEveryMonths: 6,
  copyOf: 'standby-node@1',
  plan: {
    of: [
      step('check', {
        title: ['检查备机', 'Check the standby'],
        does: [
          '登录备机，查看磁盘余量、前置程序版本和证书有效期，记下最后一批已同步凭证的批号。',
          'Sign in to the standby; look at free disk, version of the front end and validity of its certificate; note the last batch of vouchers that it has.',
        ],
        sees: [
          '版本一致，证书有效，磁盘余量大于 20%。',
          'Same version, valid certificate, more than 20 % of the disk free.',
        ],
        minutes: 10,
      }),
      step('fence', {
        title: ['隔离故障机', 'Fence the faulty server'],
        does: [
          '通过带外管理口断电；带外不可用时在交换机上关闭其业务端口。',
          'Cut its power by out-of-band management; where that does not answer, shut its service port on the switch.',
        ],
        sees: ['备机上 ping 不通原地址。', 'From the standby the former address does not answer.'],
        minutes: 10,
        undo: {
          does: ['恢复供电和端口，先不启动前置程序。', 'Restore power and port; leave the front end stopped for now.'],
          minutes: 15,
        },
      }),
      step('switch', {
        title: ['切换地址并启动前置', 'Move the address and start the front end'],
        does: [
          '在备机上配置业务地址，启动前置程序，通知银行刷新连接。',
          'Put the service address on the standby, start the front end there and ask the bank to reconnect.',
        ],
        sees: [
          '前置日志显示与省厅和银行的连接均已建立。',
          'Its log shows the connections to the province and to the bank.',
        ],
        minutes: 15,
        undo: {
          does: [
            '停止备机上的前置程序，撤下业务地址，在原机上启动并通知银行。',
            'Stop the front end on the standby, take the address away, start the former server again and tell the bank.',
          ],
          minutes: 20,
        },
      }),
      step('verify', {
        title: ['核验支付', 'Verify payments'],
        does: [
          '用测试账户提交一笔小额支付并撤销，核对切换前最后一批凭证与银行回单。',
          'Send a small payment on the test account and take it back; compare the last batch before the switch with the bank.',
        ],
        sees: [
          '支付与撤销均成功，最后一批无丢失、无重复。',
          'Both succeed; of the last batch nothing is lost or doubled.',
        ],
        minutes: 20,
        witness: true,
      }),
    ],
  },
};

/** All by hand, too, and short: for what is cut over without the tools that the shipped one counts on. */
const manualCutover: Written = {
  id: 'manual-cutover',
  title: told(['设备手工割接', 'Cutover by hand']),
  description: told([
    '没有自动化工具可用时的割接预案，全部由工程师在机房手工操作，最后一步需要第二人见证。',
    'For a cutover without tools. Engineers do all of it by hand in the machine room; a second person witnesses the last step.',
  ]),
  process: 'cutover',
  scheme: 'cutover',
  orgPath: '/dx',
  applications: [],
  items: [],
  copyOf: 'cutover@1',
  plan: {
    of: [
      step('connect', {
        title: ['接入新设备', 'Connect the new device'],
        does: [
          '把业务切到备用路径，按标签逐根移接线缆并拍照，加电后加载配置，检查端口和电源。',
          'Move the services to the other path, then the cables one by one by their labels, with photographs; power on, load the configuration, check ports and supplies.',
        ],
        sees: ['端口全部点亮，两路电源正常。', 'Every port is up, both supplies work.'],
        minutes: 40,
        undo: {
          does: [
            '把线缆按标签移回旧设备并加电。',
            'Move the cables back by their labels to the old device, and power it on.',
          ],
          minutes: 30,
        },
      }),
      step('verify', {
        title: ['核验业务', 'Verify the services'],
        does: [
          '切回业务，按清单逐项核验，与割接前的响应时间比较。',
          'Bring the services back, verify each by the list, compare response times with those before.',
        ],
        sees: ['清单全部通过，响应时间不高于割接前的 1.2 倍。', 'The list passes, at most 1.2 times the times before.'],
        minutes: 30,
        witness: true,
      }),
    ],
  },
};

export const runbooks = (now: number): KeptRunbook[] => [
  ...shippedRunbooks('/dx').map((one) => first(one, { author: 'expert-3', now })),
  first(manualStandby, { author: 'eng-donghu-1', now }),
  first(manualCutover, { author: 'expert-3', now }),
];
