/** Every type of record in the audit trail, with its words. What is recorded under no row of this table does not compile. */

/**
 * `administration`: what only administrators do to accounts and registers, or an operator for them. `account`: what
 * everybody does with his own account, and administrators too. `rules`: what process owners shape. `look`: somebody read.
 */
type Kind = 'administration' | 'account' | 'sign-in' | 'rules' | 'look' | 'refusal' | 'rehearsal' | 'operation';
type Row = { zh: string; en: string; kind: Kind };

export const auditTypes = {
  signedIn: { zh: '登录', en: 'Signed in', kind: 'sign-in' },
  signInRefused: { zh: '登录被拒绝', en: 'Sign-in refused', kind: 'sign-in' },
  signedOut: { zh: '退出登录', en: 'Signed out', kind: 'sign-in' },
  sessionEnded: { zh: '结束本人的会话', en: 'Ended an own session', kind: 'sign-in' },
  passwordChanged: { zh: '修改本人密码', en: 'Changed the own password', kind: 'account' },
  preferencesChanged: { zh: '修改本人的通知设置', en: 'Changed the own preferences', kind: 'account' },
  mandateGiven: { zh: '委托本人的审批', en: 'Delegated the own approvals for a time', kind: 'account' },
  mandateRevoked: { zh: '收回本人的审批委托', en: 'Took back a delegation of the own approvals', kind: 'account' },
  keyMade: { zh: '创建本人的接口密钥', en: 'Made an own API key', kind: 'account' },
  keyEnded: { zh: '停用本人的接口密钥', en: 'Ended an own API key', kind: 'account' },
  secondFactorOffered: { zh: '为本人申请二次验证', en: 'Asked for an own second factor', kind: 'account' },
  secondFactorOn: { zh: '启用本人的二次验证', en: 'Turned the own second factor on', kind: 'account' },
  secondFactorOff: { zh: '停用本人的二次验证', en: 'Turned the own second factor off', kind: 'account' },
  recoveryCodesMade: { zh: '更换本人的备用验证码', en: 'Made new recovery codes', kind: 'account' },
  keyUsed: {
    zh: '接口密钥当日首次由此地址使用',
    en: 'An API key was used, for the first time that day from this address',
    kind: 'account',
  },
  refused: { zh: '请求被拒绝', en: 'Refused', kind: 'refusal' },
  editLost: { zh: '修改未生效', en: 'An edit came to nothing', kind: 'refusal' },
  registerChanged: { zh: '修改台账', en: 'Changed a register', kind: 'administration' },
  itemsImported: { zh: '导入配置项', en: 'Imported configuration items', kind: 'administration' },
  entryClosed: { zh: '关闭台账条目', en: 'Closed an entry of a register', kind: 'administration' },
  teamClosed: { zh: '关闭班组', en: 'Closed a team', kind: 'administration' },
  personCreated: { zh: '建立账号', en: 'Made an account', kind: 'administration' },
  callersTaken: { zh: '接管来电人历史', en: "Took a caller's cases over", kind: 'administration' },
  personDeactivated: { zh: '停用人员', en: 'Deactivated a person', kind: 'administration' },
  personLocked: { zh: '锁定账号', en: 'Locked an account', kind: 'administration' },
  personUnlocked: { zh: '解锁账号', en: 'Unlocked an account', kind: 'administration' },
  personReactivated: { zh: '恢复账号', en: 'Reactivated an account', kind: 'administration' },
  passwordSet: { zh: '为他人设置密码', en: 'Set a password for somebody', kind: 'administration' },
  secondFactorReset: {
    zh: '重置他人的二次验证',
    en: 'Took away the second factor of somebody',
    kind: 'administration',
  },
  wallLinkMade: { zh: '创建大屏链接', en: 'Made a link for a wall-board', kind: 'administration' },
  wallLinkEnded: { zh: '停用大屏链接', en: 'Ended the link of a wall-board', kind: 'administration' },
  apiKeyEnded: { zh: '停用他人的接口密钥', en: 'Ended an API key of somebody', kind: 'administration' },
  consentAsked: { zh: '请另一位管理员同意', en: 'Asked another administrator to consent', kind: 'administration' },
  consentGiven: {
    zh: '同意另一位管理员的申请',
    en: 'Consented to what another administrator asked',
    kind: 'administration',
  },
  consentRefused: {
    zh: '不同意另一位管理员的申请',
    en: 'Refused what another administrator asked',
    kind: 'administration',
  },
  consentWithdrawn: { zh: '撤回申请', en: 'Withdrew what was asked of another administrator', kind: 'administration' },
  apiKeyCreated: { zh: '为他人创建接口密钥', en: 'Made an API key for somebody', kind: 'administration' },
  webhookMade: { zh: '建立外部接口', en: 'Made a webhook', kind: 'administration' },
  webhookChanged: { zh: '修改外部接口', en: 'Changed a webhook', kind: 'administration' },
  webhookClosed: { zh: '关闭外部接口', en: 'Closed a webhook', kind: 'administration' },
  webhookRenewed: { zh: '更换外部接口的签名密钥', en: 'Renewed the secret of a webhook', kind: 'administration' },
  webhookResent: { zh: '重发外部接口的消息', en: 'Sent messages of a webhook once more', kind: 'administration' },
  webhookTested: { zh: '试发外部接口', en: 'Tested a webhook', kind: 'administration' },
  actionSecretMade: { zh: '建立外部动作的签名密钥', en: 'Made a secret of actions', kind: 'administration' },
  actionSecretRenewed: { zh: '更换外部动作的签名密钥', en: 'Renewed a secret of actions', kind: 'administration' },
  draftSaved: { zh: '保存草稿', en: 'Saved a draft', kind: 'rules' },
  draftDiscarded: { zh: '放弃草稿', en: 'Discarded a draft', kind: 'rules' },
  holidaysImported: { zh: '导入节假日', en: 'Imported holidays', kind: 'rules' },
  runbookImported: { zh: '导入预案', en: 'Imported a runbook', kind: 'rules' },
  registerPublished: { zh: '发布新版本', en: 'Published a version', kind: 'rules' },
  archiveExported: { zh: '取得归档包', en: 'Took a monthly archive', kind: 'look' },
  casesExported: { zh: '导出工单', en: 'Exported cases', kind: 'look' },
  peopleExported: { zh: '导出人员', en: 'Exported people', kind: 'look' },
  worklogExported: { zh: '导出工时', en: 'Exported time spent', kind: 'look' },
  eventLogExported: { zh: '导出事件日志', en: 'Exported an event log', kind: 'look' },
  callersRead: { zh: '查看无账号来电人的工单', en: 'Looked for cases of callers without an account', kind: 'look' },
  itemsExported: { zh: '导出配置项', en: 'Exported configuration items', kind: 'look' },
  historyRead: { zh: '查看引擎历史', en: 'Read the history of a workflow', kind: 'look' },
  eventsRead: { zh: '查看工单的原始记录', en: 'Read the record of a case', kind: 'look' },
  chainVerified: { zh: '核验工单的哈希链', en: 'Verified the chain of a case', kind: 'look' },
  mailBounced: { zh: '登记退信', en: 'Took a report of mail that did not arrive', kind: 'administration' },
  outboxRead: { zh: '查看他人的邮件', en: "Read other people's mail", kind: 'look' },
  trailRead: { zh: '查看审计记录', en: 'Read the audit trail', kind: 'look' },
  trailExported: { zh: '导出审计记录', en: 'Exported the audit trail', kind: 'look' },
  verificationAsked: { zh: '发起记录核验', en: 'Asked for a verification of the record', kind: 'look' },
  rehearsalStarted: { zh: '开始推演', en: 'Started a rehearsal', kind: 'rehearsal' },
  rehearsalRemoved: { zh: '删除推演', en: 'Removed a rehearsal', kind: 'rehearsal' },
  opened: { zh: '审计链开始', en: 'A chain of the trail begins', kind: 'operation' },
  closed: { zh: '审计链结束', en: 'A chain of the trail ends', kind: 'operation' },
  registersSigned: {
    zh: '升级时签署台账各版本',
    en: 'Signed the versions of registers, at an upgrade',
    kind: 'operation',
  },
  historiesSigned: {
    zh: '升级时签署引擎历史',
    en: 'Signed the histories of workflows, at an upgrade',
    kind: 'operation',
  },
  sealed: { zh: '封存记录', en: 'Sealed the record', kind: 'operation' },
  recordVerified: { zh: '核验全部记录', en: 'Verified the whole record', kind: 'operation' },
  witnessMade: { zh: '指定封存见证人', en: 'Named a witness of the seals', kind: 'administration' },
  witnessEnded: { zh: '取消封存见证人', en: 'Ended a witness of the seals', kind: 'administration' },
  restored: { zh: '确认备份恢复造成的丢失', en: 'Accepted what a restore lost', kind: 'operation' },
  recordExported: { zh: '导出记录', en: 'Exported the record', kind: 'look' },
  recordKeyLost: { zh: '确认存证密钥丢失', en: 'Declared a record key lost', kind: 'operation' },
  recordResigned: {
    zh: '以现用密钥重新签署记录',
    en: 'Signed the record anew under the present key',
    kind: 'operation',
  },
  handedOver: { zh: '离岗或关闭班组后移交工单', en: 'Handed cases over', kind: 'operation' },
  revived: { zh: '恢复工单运行', en: 'Brought a case back', kind: 'operation' },
  parked: { zh: '人工停驻工单', en: 'Parked a case', kind: 'operation' },
  lossAccepted: { zh: '接受丢失', en: 'Accepted a loss', kind: 'operation' },
  engineMoved: { zh: '换用另一引擎', en: 'Moved to another engine', kind: 'operation' },
  engineUpgraded: { zh: '升级运行中的工作流', en: 'Upgraded the workflows', kind: 'operation' },
  eventsUpgraded: { zh: '升级记录格式', en: 'Upgraded the events', kind: 'operation' },
  upgraded: { zh: '为签章之前的记录作证', en: 'Vouched for records from before the key', kind: 'operation' },
  replaySetUp: { zh: '准备日志回放', en: 'Set up a replay', kind: 'operation' },
} as const satisfies Record<string, Row>;

export type AuditType = keyof typeof auditTypes;
const isAuditType = (word: string): word is AuditType => Object.hasOwn(auditTypes, word);
const ALL = Object.keys(auditTypes).filter(isAuditType);

/** Types of these kinds; all of them when none is named. */
export const auditTypesOf = (...kinds: readonly Kind[]): AuditType[] =>
  ALL.filter((type) => kinds.length === 0 || kinds.includes(auditTypes[type].kind));

/** What people call a type; one that another release recorded goes by its own name. */
export function auditTitle(type: string): { zh: string; en: string } {
  if (!isAuditType(type)) return { zh: type, en: type };
  const { zh, en } = auditTypes[type];
  return { zh, en };
}
