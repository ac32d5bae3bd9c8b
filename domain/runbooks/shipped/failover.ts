/** Runbooks of failover as shipped 应急切换预案: one for each scheme, to be copied and put in the words of one's own systems. */
import type { RunbookText } from '../runbook.ts';
import { decision, step, told, type Words } from './step.ts';

type Shipped = Pick<RunbookText, 'title' | 'description' | 'process' | 'scheme' | 'drillEveryMonths' | 'plan'>;
type Written = { title: Words; description: Words; drillEveryMonths: number; of: RunbookText['plan']['of'] };
const failover = (
  scheme: NonNullable<RunbookText['scheme']>,
  { title, description, drillEveryMonths, of }: Written,
): Shipped => ({
  title: told(title),
  description: told(description),
  process: 'failover',
  scheme,
  drillEveryMonths,
  plan: { of },
});

const standbyNode = failover('standby-node', {
  title: ['切换到备机', 'Switch to the standby node'],
  description: [
    '集群中一台主机故障，备机健康。先隔离故障节点再切换服务，防止两台同时写入。',
    'One host of a cluster failed and its standby is healthy. The faulty node is fenced before the service moves, so that never two write at once.',
  ],
  drillEveryMonths: 6,
  of: [
    step('check', {
      title: ['检查备机与同步延迟', 'Check the standby and its lag'],
      does: [
        '读取备机的状态、磁盘余量和复制延迟，记下最后一条已同步日志的时间。',
        'Read state, free disk and replication lag of the standby; note the time of the last log record that it has.',
      ],
      sees: [
        '备机在线，磁盘余量大于 20%，延迟不超过该配置项约定的数据丢失上限。',
        'The standby is on line, more than 20 % of its disk is free, its lag is within the data loss agreed for the item.',
      ],
      minutes: 3,
      action: 'check-standby',
      retries: 1,
    }),
    step('fence', {
      title: ['隔离故障节点', 'Fence the faulty node'],
      does: [
        '通过带外管理口断电，或在交换机上关闭其业务端口；不要只停服务，故障节点可能自行恢复。',
        'Cut its power by out-of-band management, or shut its service ports on the switch. Stopping the service is not enough: the node may come back by itself.',
      ],
      sees: [
        '从另外两台主机都无法访问它的业务地址和存储。',
        'From two other hosts neither its service address nor its storage answers.',
      ],
      minutes: 5,
      action: 'fence-node',
      retries: 1,
      undo: {
        does: [
          '恢复供电和业务端口；先以备机身份加入集群，确认没有双主后再继续。',
          'Restore power and service ports. Let it join as standby first, and go on only once there is one primary.',
        ],
        minutes: 10,
        action: 'unfence-node',
      },
    }),
    step('switch', {
      title: ['切换服务', 'Switch the service'],
      does: [
        '把备机提升为主，浮动地址移到备机，刷新上联交换机的 ARP 表项。',
        'Make the standby the primary, move the floating address to it and refresh the ARP entries of the switch above.',
      ],
      sees: [
        '浮动地址由备机应答，数据库可写，只有一个主节点。',
        'The floating address is answered by the standby, the database takes writes, there is exactly one primary.',
      ],
      minutes: 5,
      action: 'switch-service',
      undo: {
        does: [
          '停止备机上的写入，确认数据已同步回原主机，再把浮动地址和主身份移回。',
          'Stop writing on the standby, see that its data have reached the former primary, then move address and role back.',
        ],
        minutes: 15,
        action: 'switch-service-back',
      },
    }),
    step('applications', {
      title: ['启动应用', 'Start the applications'],
      does: [
        '按依赖顺序重启连接池和应用节点：中间件、接口服务、前置应用。',
        'Restart connection pools and nodes in the order of their dependencies: middleware, interfaces, front end.',
      ],
      sees: [
        '各节点健康检查正常，连接池指向新的主机，日志中没有只读或连接错误。',
        'Every health check passes, pools point to the new host, and no log speaks of read-only or refused connections.',
      ],
      minutes: 15,
      action: 'start-applications',
      retries: 1,
      undo: {
        does: ['停止本次启动的应用节点，保留日志。', 'Stop the nodes that were started here, and keep their logs.'],
        minutes: 10,
        action: 'stop-applications',
      },
    }),
    step('verify', {
      title: ['核验关键功能', 'Verify the key functions'],
      does: [
        '用测试账号逐项走关键功能（登录、查询、录入、支付或打印），把切换前最后几笔业务与业务人员核对。',
        'Walk through the key functions with the test account (sign in, query, entry, payment or print) and compare the last transactions before the switch with the business.',
      ],
      sees: [
        '清单各项通过，最后几笔业务无丢失、无重复。',
        'Every line of the list passes; no transaction is lost or doubled.',
      ],
      minutes: 20,
      witness: true,
    }),
  ],
});

const reducedOperation = failover('reduced-operation', {
  title: ['降级应急运行', 'Reduced operation'],
  description: [
    '没有可用的备机。在另一台主机上只保留关键功能运行，直到设备修复。',
    'No standby can take over. On another host only the key functions run until the equipment is repaired.',
  ],
  drillEveryMonths: 12,
  of: [
    decision(
      'choose',
      {
        title: ['选定主机与保留功能', 'Choose host and functions'],
        does: [
          '对照配置项登记选一台内存和磁盘够用的主机，与业务部门确定保留哪些功能、暂停哪些。',
          'Choose from the register a host with enough memory and disk, and agree with the business what stays on and what is off.',
        ],
        sees: [
          '主机名、保留与暂停的功能清单已写入记录，业务负责人姓名在案。',
          'Host, functions on and off, and the name of whoever agreed for the business are on record.',
        ],
        minutes: 15,
      },
      [
        { id: 'shared', title: ['与其他系统共用主机', 'Share a host with another system'] },
        { id: 'spare', title: ['使用空闲主机', 'Use a spare host'], skips: ['limit'] },
      ],
    ),
    step('limit', {
      title: ['限制共用主机上的原有系统', 'Limit what runs on the shared host'],
      does: [
        '按手册下调原有系统的内存和并发上限，并通知其负责人。',
        'Lower memory and concurrency of the system that is there, by its manual, and tell its owner.',
      ],
      sees: [
        '原有系统仍可用，空闲内存达到手册要求。',
        'The other system still serves, and as much memory is free as the manual asks for.',
      ],
      minutes: 10,
      undo: { does: ['恢复原有系统的内存和并发设置。', 'Restore its memory and concurrency.'], minutes: 10 },
    }),
    step('start', {
      title: ['以降级参数启动', 'Start with reduced settings'],
      does: [
        '使用降级配置启动数据库与应用：关闭报表、批处理和对外接口，连接数减半。',
        'Start database and applications with the reduced configuration: reports, batches and outside interfaces off, half the connections.',
      ],
      sees: [
        '健康检查正常，被暂停的功能在界面上已停用。',
        'Health checks pass, and what is off cannot be chosen on screen.',
      ],
      minutes: 20,
      action: 'start-reduced',
      retries: 1,
      undo: {
        does: ['停止降级实例，保留其数据目录。', 'Stop the reduced instance and keep its data.'],
        minutes: 10,
        action: 'stop-reduced',
      },
    }),
    step('address', {
      title: ['迁移服务地址', 'Move the address'],
      does: [
        '把业务地址或域名解析指向该主机，缩短解析缓存时间。',
        'Point the service address or name to this host, with a short time to live.',
      ],
      sees: [
        '从内网和专网各访问一次，均到达该主机。',
        'From the intranet and from the private network one arrives at this host.',
      ],
      minutes: 5,
      action: 'move-address',
      undo: {
        does: ['把地址或解析指回原主机。', 'Point address or name back.'],
        minutes: 5,
        action: 'move-address-back',
      },
    }),
    step('verify', {
      title: ['核验并通知用户', 'Verify, and tell the users'],
      does: [
        '逐项核验保留的功能；通知各单位哪些功能暂停、预计何时恢复，服务台备好答复口径。',
        'Verify each function that is on; tell every unit what is off and until when, and give the service desk its wording.',
      ],
      sees: [
        '保留功能全部通过，通知已发出，服务台确认收到。',
        'All that is on passes, the notice went out, and the service desk has it.',
      ],
      minutes: 20,
      witness: true,
    }),
  ],
});

const drSite = failover('dr-site', {
  title: ['启用容灾中心', 'Take the disaster recovery site into service'],
  description: [
    '生产中心两台主机均不可用而网络可用。数据库提升后不再回退，回切按割接另行组织。',
    'Both hosts of the main site are down and the network is up. Once the database is promoted nothing goes back: the return is a cutover of its own.',
  ],
  drillEveryMonths: 12,
  of: [
    step('network', {
      title: ['检查容灾中心网络', 'Check the network of the site'],
      does: [
        '检查容灾中心的专线、负载均衡、域名解析和到各地市的路由。',
        'Check lines, load balancer, name service and routes from the site to every city.',
      ],
      sees: [
        '从三个地市都能访问容灾入口，丢包率低于 1%。',
        'Three cities reach the entry of the site with less than 1 % of packets lost.',
      ],
      minutes: 5,
      action: 'check-dr-network',
      retries: 1,
    }),
    step('recovery-point', {
      title: ['读取恢复点', 'Read the recovery point'],
      does: [
        '读取容灾库最后一条已应用日志的时间，计算到故障时刻的差值，即数据丢失量。',
        'Read the time of the last log record applied at the site; from there to the fault is the data that is lost.',
      ],
      sees: ['恢复点时间与数据丢失量（分钟）已写入记录。', 'Recovery point and data loss in minutes are on record.'],
      minutes: 5,
      action: 'read-recovery-point',
      retries: 1,
    }),
    decision(
      'accept-loss',
      {
        title: ['确认接受数据丢失', 'Accept the data loss'],
        does: [
          '指挥把丢失量和受影响的业务告知客户代表，取得其明确同意；同意人、时间和方式写入记录。由另一人见证。',
          "The commander tells the customer's representative what is lost and whom it meets, and gets a plain consent. Who gave it, when and how is put on record; another person witnesses it.",
        ],
        sees: [
          '记录中有客户代表的姓名、同意时间和恢复点。',
          "The record has the representative's name, the time of the consent and the recovery point.",
        ],
        minutes: 15,
        witness: true,
      },
      [{ id: 'accepted', title: ['接受，继续启用', 'Accepted, go on'] }],
    ),
    step('fence', {
      title: ['隔离生产中心主机', 'Fence the primaries'],
      does: [
        '断开生产中心数据库主机的电源或业务端口，停用其复制进程，防止恢复供电后继续写入。',
        'Cut power or service ports of the database hosts of the main site and disable their replication, so that they do not write again when power returns.',
      ],
      sees: [
        '容灾中心访问不到生产库，复制链路显示已断开。',
        'The site cannot reach the main database, and replication shows as cut.',
      ],
      minutes: 10,
      action: 'fence-primaries',
      retries: 1,
      undo: {
        does: [
          '恢复生产中心主机的端口和供电，重新建立复制。',
          'Restore ports and power of the main hosts and set up replication again.',
        ],
        minutes: 20,
        action: 'unfence-primaries',
      },
    }),
    { node: 'gate', id: 'promote-gate', kind: 'check', role: 'supervisor' },
    step('promote', {
      title: ['提升容灾数据库', 'Promote the database'],
      does: [
        '把容灾库提升为主库。此后两地数据分叉，不能回退；提升前再次确认隔离有效。',
        'Make the database of the site the primary. From here the two sites differ and nothing goes back: see once more that fencing holds.',
      ],
      sees: ['容灾库可读写，新的时间线或角色已生效。', 'It takes reads and writes, under its new timeline or role.'],
      minutes: 10,
      action: 'promote-database',
      witness: true,
      noReturn: true,
    }),
    step('applications', {
      title: ['启动容灾应用', 'Start the applications'],
      does: [
        '按依赖顺序启动中间件、接口和前置应用，确认连接串指向容灾库。',
        'Start middleware, interfaces and front end in their order; connections point to the database of the site.',
      ],
      sees: [
        '各节点健康检查正常，没有连接到生产中心的请求。',
        'Every health check passes, and nothing asks for the main site.',
      ],
      minutes: 20,
      action: 'start-applications',
      retries: 1,
    }),
    step('routes', {
      title: ['切换访问路由', 'Switch the routes'],
      does: [
        '把域名解析、全局负载均衡和各地市路由指向容灾中心。',
        'Point name service, global load balancer and the routes of the cities to the site.',
      ],
      sees: ['三个地市解析到容灾地址并能登录。', 'Three cities resolve to the site and can sign in.'],
      minutes: 15,
      action: 'switch-routes',
      retries: 1,
    }),
    step('verify', {
      title: ['核验业务', 'Verify the service'],
      does: [
        '按关键功能清单逐项核验，与业务人员核对恢复点前后的单据，列出需要补录的业务。',
        'Verify the key functions by the list; with the business compare the records around the recovery point and list what must be entered again.',
      ],
      sees: [
        '清单全部通过，补录清单已交业务部门签收。',
        'The list passes, and the business has taken the list of what to enter again.',
      ],
      minutes: 30,
      witness: true,
    }),
  ],
});

const restore = failover('restore', {
  title: ['从备份恢复', 'Restore from backup'],
  description: [
    '数据丢失或损坏。恢复到旁路实例核对后再切入，不在原库上覆盖。',
    'Data are lost or damaged. They are restored beside and checked before they are swapped in; nothing is written over.',
  ],
  drillEveryMonths: 6,
  of: [
    step('stop-writing', {
      title: ['停止写入', 'Stop writing'],
      does: [
        '停止应用写入和批处理，数据库置为只读，阻断外部接口；通知用户暂停录入。',
        'Stop writes and batches, set the database read-only, shut the outside interfaces; tell the users to enter nothing.',
      ],
      sees: ['五分钟内没有新的事务提交。', 'No transaction commits for five minutes.'],
      minutes: 10,
      undo: {
        does: [
          '取消只读，恢复接口和批处理，通知用户。',
          'Take read-only away, open interfaces and batches, tell the users.',
        ],
        minutes: 10,
      },
    }),
    step('keep-damaged', {
      title: ['保留损坏的数据', 'Copy the damaged data away'],
      does: [
        '把当前数据文件和日志完整复制到独立存储并记录校验值，供取证和补救。',
        'Copy data files and logs as they are to storage apart and note their checksums, for evidence and for what may still be saved.',
      ],
      sees: ['副本大小与源一致，校验值已写入记录。', 'The copy has the size of the source, its checksum is on record.'],
      minutes: 60,
      action: 'copy-data',
      retries: 1,
    }),
    decision(
      'choose-backup',
      {
        title: ['选定最新可用备份', 'Choose the newest good backup'],
        does: [
          '从最新一份起逐份验证校验值和备份日志，选定第一份完好的；判断故障点之后的日志是否可用。',
          'From the newest on check checksum and log of each backup and take the first that is good; judge whether the logs behind it can be used.',
        ],
        sees: [
          '备份编号、时间、校验结果和选择理由已写入记录。',
          'Number, time, result of the check and the reason are on record.',
        ],
        minutes: 30,
      },
      [
        { id: 'with-logs', title: ['备份加日志重放', 'Backup and logs'] },
        {
          id: 'backup-only',
          title: ['只用备份，日志不可用', 'The backup alone, logs cannot be used'],
          skips: ['replay'],
        },
      ],
    ),
    step('restore', {
      title: ['恢复到旁路实例', 'Restore beside'],
      does: [
        '在另一实例或目录上恢复所选备份，不覆盖原数据。',
        'Restore the chosen backup to another instance or directory; the data that are there stay.',
      ],
      sees: [
        '旁路实例启动正常，恢复日志没有错误。',
        'The instance beside starts, and the log of the restore has no error.',
      ],
      minutes: 240,
      action: 'restore-backup',
      retries: 1,
    }),
    step('replay', {
      title: ['重放日志', 'Replay the logs'],
      does: [
        '把日志重放到损坏发生之前的时刻，记下停止的时间点。',
        'Replay the logs to just before the damage, and note where it stopped.',
      ],
      sees: ['停止时间点早于损坏时刻，没有缺失的日志段。', 'It stopped before the damage, and no segment was missing.'],
      minutes: 120,
      action: 'replay-logs',
    }),
    step('compare', {
      title: ['核对数据', 'Check the data'],
      does: [
        '核对主要表的行数、金额合计和校验值，抽查最近一日的单据。',
        'Compare counts, sums and checksums of the main tables, and look at some records of the last day.',
      ],
      sees: [
        '差异逐项有解释，并列出需要补录的业务。',
        'Every difference is explained, and what must be entered again is listed.',
      ],
      minutes: 60,
      action: 'compare-data',
    }),
    decision(
      'accept-point',
      {
        title: ['客户接受恢复点', 'The customer accepts the recovery point'],
        does: [
          '把恢复点、丢失的业务和补录办法告知客户代表，取得明确同意并记录同意人和时间。由另一人见证。',
          "Tell the customer's representative the recovery point, what is lost and how it is entered again; get a plain consent, with name and time. Another person witnesses it.",
        ],
        sees: [
          '记录中有客户代表的姓名、时间和恢复点。',
          "The record has the representative's name, the time and the recovery point.",
        ],
        minutes: 30,
        witness: true,
      },
      [{ id: 'accepted', title: ['接受，切入恢复的数据', 'Accepted, swap it in'] }],
    ),
    step('swap', {
      title: ['切入恢复的数据', 'Swap it in'],
      does: [
        '把应用连接指向恢复的实例，原实例保持只读并改名保留。',
        'Point the applications to the restored instance; the former one stays, read-only and under another name.',
      ],
      sees: [
        '应用只连接恢复的实例，关键查询返回正确。',
        'Applications connect to the restored instance only, and the key queries answer rightly.',
      ],
      minutes: 15,
      action: 'swap-instance',
      undo: {
        does: ['把连接指回原实例。', 'Point the applications back to the former instance.'],
        minutes: 15,
        action: 'swap-instance-back',
      },
    }),
    step('open', {
      title: ['开放写入', 'Open for writing'],
      does: [
        '取消只读，恢复接口和批处理，通知用户恢复录入并发出补录清单，观察十五分钟。',
        'Take read-only away, open interfaces and batches, tell the users with the list of what to enter again, watch for fifteen minutes.',
      ],
      sees: ['新业务可以提交，监控没有告警。', 'New transactions commit, and nothing alarms.'],
      minutes: 30,
      witness: true,
    }),
  ],
});

const vendorRecovery = failover('vendor-recovery', {
  title: ['原厂数据恢复', 'Recovery by the vendor'],
  description: [
    '没有可用备份，或恢复后的核对两次失败。由原厂从损坏的数据中恢复，结果核对后切入。',
    'There is no usable backup, or what was restored failed its check twice. The vendor recovers from the damaged data; the result is checked before it is swapped in.',
  ],
  drillEveryMonths: 12,
  of: [
    step('engage', {
      title: ['联系原厂', 'Engage the vendor'],
      does: [
        '按支撑合同报修，提供损坏副本的校验值和故障经过；签署数据保密单，副本只交给登记的工程师。',
        'Report it under the underpinning contract with checksum and story; have confidentiality signed. The copy goes to the named engineer only.',
      ],
      sees: [
        '原厂工单号、到场时间和工程师姓名已写入记录。',
        "The vendor's number, time of arrival and the engineer's name are on record.",
      ],
      minutes: 60,
      role: 'supervisor',
    }),
    step('hand-over', {
      title: ['接收恢复结果', 'Take over the result'],
      does: [
        '在独立存储上接收恢复结果，核对校验值，查毒后导入旁路实例。',
        'Take the result over on storage apart, compare the checksum, scan it, and load it beside.',
      ],
      sees: [
        '交接单双方签字，校验值一致，旁路实例启动正常。',
        'Both have signed, the checksum is as told, the instance beside starts.',
      ],
      minutes: 4_320,
      witness: true,
    }),
    step('compare', {
      title: ['核对数据', 'Check the data'],
      does: [
        '核对主要表的行数、金额合计和校验值，抽查最近一日的单据，列出无法恢复的部分。',
        'Compare counts, sums and checksums of the main tables, look at records of the last day, and list what cannot be recovered.',
      ],
      sees: [
        '差异逐项有解释，无法恢复的部分已列清单。',
        'Every difference is explained, what cannot be recovered is listed.',
      ],
      minutes: 120,
      action: 'compare-data',
    }),
    decision(
      'accept-point',
      {
        title: ['客户接受恢复结果', 'The customer accepts the result'],
        does: [
          '把恢复范围、无法恢复的部分和补录办法告知客户代表，取得明确同意并记录同意人和时间。由另一人见证。',
          "Tell the customer's representative what was recovered, what was not and how it is entered again; get a plain consent, with name and time. Another person witnesses it.",
        ],
        sees: [
          '记录中有客户代表的姓名、时间和恢复范围。',
          "The record has the representative's name, the time and what was recovered.",
        ],
        minutes: 60,
        witness: true,
      },
      [{ id: 'accepted', title: ['接受，切入恢复的数据', 'Accepted, swap it in'] }],
    ),
    step('swap', {
      title: ['切入恢复的数据', 'Swap it in'],
      does: [
        '把应用连接指向恢复的实例，原实例保持只读保留。',
        'Point the applications to the recovered instance; the former one stays, read-only.',
      ],
      sees: [
        '应用只连接恢复的实例，关键查询返回正确。',
        'Applications connect to the recovered instance only, and the key queries answer rightly.',
      ],
      minutes: 15,
      action: 'swap-instance',
      undo: {
        does: ['把连接指回原实例。', 'Point the applications back to the former instance.'],
        minutes: 15,
        action: 'swap-instance-back',
      },
    }),
    step('open', {
      title: ['开放写入', 'Open for writing'],
      does: [
        '取消只读，恢复接口和批处理，通知用户恢复录入并发出补录清单，观察十五分钟。',
        'Take read-only away, open interfaces and batches, tell the users with the list of what to enter again, watch for fifteen minutes.',
      ],
      sees: ['新业务可以提交，监控没有告警。', 'New transactions commit, and nothing alarms.'],
      minutes: 30,
      witness: true,
    }),
  ],
});

export const failoverRunbooks: readonly Shipped[] = [standbyNode, reducedOperation, drSite, restore, vendorRecovery];
