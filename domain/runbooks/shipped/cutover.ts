/** The runbook of a cutover as shipped 割接预案: new equipment in the place of the old, the way back ready to the end. */
import type { RunbookText } from '../runbook.ts';
import { step, told } from './step.ts';

export const cutoverRunbook: Pick<RunbookText, 'title' | 'description' | 'process' | 'scheme' | 'plan'> = {
  title: told(['设备割接', 'Cutover to new equipment']),
  description: told([
    '在批准的窗口内更换设备。释放旧设备之前随时可以回退；备件、光模块、双电源和近 24 小时的配置备份在布置时核对。',
    'Equipment is replaced within its approved window. Until the old device is released everything can go back. Spare, optical and power modules and a backup of the last 24 hours are checked when it is armed.',
  ]),
  process: 'cutover',
  scheme: 'cutover',
  plan: {
    of: [
      step('freeze', {
        title: ['冻结配置', 'Freeze the configuration'],
        does: [
          '停止相关设备上的其他变更和自动下发，导出当前配置与路由、端口状态作为比对基线。',
          'Stop other changes and automatic pushes to these devices; export configuration, routes and port states as what is compared with later.',
        ],
        sees: ['基线文件已存档，校验值写入记录。', 'The baseline is kept, and its checksum on record.'],
        minutes: 15,
        undo: {
          does: ['恢复自动下发，通知相关负责人解除冻结。', 'Turn automatic pushes on again and tell the owners.'],
          minutes: 5,
        },
      }),
      step('backup', {
        title: ['最后一次备份', 'The last backup'],
        does: [
          '备份旧设备的配置与数据，读回并核对校验值；备份保留到割接结束三十天后。',
          'Back up configuration and data of the old device, read them back and compare checksums. They are kept for thirty days.',
        ],
        sees: ['读回的校验值与备份一致。', 'What was read back has the checksum of the backup.'],
        minutes: 30,
        action: 'backup-device',
        retries: 1,
      }),
      { node: 'gate', id: 'ready', kind: 'check', role: 'supervisor' },
      step('drain', {
        title: ['迁走流量', 'Take the traffic away'],
        does: [
          '提高旧链路的路由开销或在负载均衡上摘除节点，等待在办会话结束。',
          'Raise the cost of the old path or take the node out of the load balancer, and wait for what is open to end.',
        ],
        sees: [
          '旧设备业务流量降到零，备用路径无丢包。',
          'The old device carries nothing, the other path loses nothing.',
        ],
        minutes: 15,
        action: 'drain-traffic',
        undo: {
          does: ['恢复路由开销，或重新加入节点。', 'Restore the cost, or put the node back.'],
          minutes: 10,
          action: 'restore-traffic',
        },
      }),
      step('connect', {
        title: ['接入新设备', 'Connect the new device'],
        does: [
          '按标签逐根移接线缆并拍照，加电检查风扇、双电源和光功率。',
          'Move the cables one by one by their labels, with photographs; power on, check fans, both supplies and optical levels.',
        ],
        sees: [
          '端口全部点亮，光功率在手册范围内，两路电源正常。',
          'Every port is up, optical levels are within the manual, both supplies work.',
        ],
        minutes: 40,
        undo: {
          does: [
            '换上备件或把线缆按标签移回旧设备，旧设备加电待命。',
            'Swap the spare in, or move the cables back by their labels to the old device, which is powered and waits.',
          ],
          minutes: 30,
        },
        witness: true,
      }),
      step('load', {
        title: ['加载配置', 'Load the configuration'],
        does: [
          '加载预先审核的配置，与基线比对端口、路由和访问控制。',
          'Load the configuration that was reviewed, and compare ports, routes and access lists with the baseline.',
        ],
        sees: ['差异只有预先列出的那些。', 'It differs only where the list of differences says so.'],
        minutes: 20,
        action: 'load-configuration',
        retries: 1,
        undo: {
          does: ['恢复备份的配置并重新加载。', 'Restore the configuration of the backup and load it.'],
          minutes: 15,
          action: 'restore-configuration',
        },
      }),
      step('verify', {
        title: ['核验业务', 'Verify the services'],
        does: [
          '恢复流量，逐项核验受影响的服务，由业务人员用真实账号确认；与割接前的响应时间比较。',
          'Bring the traffic back and verify each service; users confirm with accounts of their own. Compare response times with those before.',
        ],
        sees: [
          '清单全部通过，响应时间不高于割接前的 1.2 倍。',
          'The list passes, and response times are at most 1.2 times those before.',
        ],
        minutes: 30,
        witness: true,
        undo: { does: ['再次迁走流量，停止核验。', 'Take the traffic away again and stop.'], minutes: 10 },
      }),
      step('soak', {
        title: ['观察三十分钟', 'Watch it for thirty minutes'],
        does: [
          '业务运行三十分钟，每十分钟记录一次错误数、响应时间和设备告警；旧设备保持加电待命。',
          'Let it carry the services for thirty minutes and take down errors, response times and alarms every ten. The old device stays powered and waits.',
        ],
        sees: ['四次读数都有记录，没有新的错误和告警。', 'Four readings are on record, without new errors or alarms.'],
        minutes: 45,
      }),
      { node: 'gate', id: 'soaked', kind: 'check', role: 'supervisor' },
      step('release', {
        title: ['释放旧设备', 'Release the old device'],
        does: [
          '下电、拆线、清除配置和数据，更新配置项登记和标签。此后不能回退。',
          'Power it off, take its cables out, wipe configuration and data, bring register and labels up to date. From here nothing goes back.',
        ],
        sees: [
          '旧设备数据已清除并有记录，配置项状态已更新。',
          'It is wiped with a record of that, and the register says so.',
        ],
        minutes: 60,
        witness: true,
        noReturn: true,
      }),
    ],
  },
};
