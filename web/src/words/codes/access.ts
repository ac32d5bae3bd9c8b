/** Refusals of who asks, how, and of files: a part in brackets is left out where its number is not known. */
import type { Two } from '../words.ts';

export const accessCodes = {
  'address-malformed': {
    zh: '地址有误，无法识别；请从页面里的链接重新打开',
    en: 'The address cannot be read; open the page again by its link',
  },
  'request-malformed': {
    zh: '请求有误，无法处理；请刷新页面后重试',
    en: 'The request cannot be read; reload the page and try again',
  },
  'body-malformed': {
    zh: '发送的内容无法读取；请刷新页面后重试',
    en: 'What was sent cannot be read; reload the page and try again',
  },
  'media-type': {
    zh: '发送的内容格式不被接受；请刷新页面后重试',
    en: 'What was sent is not in a form that is taken; reload the page and try again',
  },
  'expectation-failed': {
    zh: '浏览器或代理提出了无法满足的要求；请直接访问后重试',
    en: 'The browser or a proxy asks for what cannot be met; try again without the proxy',
  },
  'headers-too-large': {
    zh: '请求头过大；请清除本站 Cookie 后重试',
    en: 'The headers are too large; clear the cookies of this site and try again',
  },
  'request-timeout': {
    zh: '网络太慢，内容未能及时传完；请重试',
    en: 'The connection was too slow for what was sent; try again',
  },
  'method-not-allowed': { zh: '此处不支持这项操作；请刷新页面', en: 'This cannot be done here; reload the page' },
  'not-signed-in': {
    zh: '尚未登录；请先登录，已填写的内容会保留',
    en: 'You are not signed in; sign in first, what you typed is kept',
  },
  'session-ended': {
    zh: '登录已失效；请重新登录，已填写的内容会保留',
    en: 'Your session has ended; sign in again, what you typed is kept',
  },
  'sign-in-refused': { zh: '账号或密码不正确', en: 'Name or password is wrong' },
  'second-factor-required': { zh: '请再输入动态码或恢复码', en: 'Give the code of your second factor as well' },
  'second-factor-wrong': {
    zh: '动态码或恢复码不正确；请核对手机时间后再输入一次',
    en: 'The code is wrong; check the clock of your phone and give a new one',
  },
  'second-factor-missing': {
    zh: '您的角色必须使用双重验证；请先在“我的账号”中设置',
    en: 'Your role needs a second factor; set it up under your account first',
  },
  'second-factor-on': {
    zh: '已经启用了双重验证；如要更换，请先关闭',
    en: 'A second factor is set up already; remove it first to set up another',
  },
  'password-wrong': { zh: '当前密码不正确；请重新输入', en: 'Your present password is wrong; type it again' },
  'password-change-required': {
    zh: '这是临时密码；请先修改密码',
    en: 'This is a password for one use; change it first',
  },
  'signature-refused': {
    zh: '签名缺失、错误或已过期；请对方重新发送',
    en: 'The signature is missing, wrong or too old; have it sent again',
  },
  'origin-mismatch': {
    zh: '请求来自其他网站，已拒绝；请从本系统地址打开页面',
    en: 'The request came from another site; open the page at the address of this product',
  },
  'not-permitted': {
    zh: '您看得到，但无权执行这项操作；如有需要请联系主管或安全管理员',
    en: 'You see it, but this is not yours to do; ask your supervisor or the security administrator',
  },
  'not-found': { zh: '不存在，或对您不可见；请核对编号', en: 'Not there, or not visible to you; check the number' },
  'other-person': {
    zh: '当前登录的是另一个人；这些内容请由填写者本人登录后发送',
    en: 'Somebody else is signed in; let the person who wrote these commands send them',
  },
  'role-lost': {
    zh: '此人已不再担任所需的角色；请换人或联系安全管理员',
    en: 'The role that this needs is no longer held; choose somebody else or ask the security administrator',
  },
  'separation-of-duties': {
    zh: '职责分离：同一人不能既经手又批准；请由另一人办理',
    en: 'Separation of duties: who did the one may not do the other; somebody else has to',
  },
  'self-confirm': {
    zh: '解决者不能自己确认；请由报障人确认',
    en: 'Who solved it does not confirm it; the reporter does',
  },
  'self-appraisal': {
    zh: '不能考核自己一方；请由另一方人员办理',
    en: 'Nobody judges their own side; somebody of the other side has to',
  },
  'confirms-himself': {
    zh: '须由本人确认，不能代为确认',
    en: 'Each person confirms for themselves; nobody can do it for another',
  },
  'not-chair': { zh: '只有会议主席或该环节的主持人可以办理', en: 'Only the chair may do this' },
  'consent-needed': {
    zh: '此项须另一位管理员同意；请先在“同意事项”中提出',
    en: 'Another administrator must consent first; ask under “Consents”',
  },
  'too-many-attempts': {
    zh: '尝试次数过多；[请等 {retryAfter} 秒后再试]',
    en: 'Too many attempts[; wait {retryAfter} s and try again]',
  },
  'too-many-requests': {
    zh: '操作过于频繁[；请等 {retryAfter} 秒后再试]',
    en: 'Too many requests[; wait {retryAfter} s and try again]',
  },
  'too-many-commands': {
    zh: '这张工单上的操作过于频繁[（每小时最多 {most} 次）]；请稍后再试',
    en: 'Too many commands on this case[ (at most {most} an hour)]; try again later',
  },
  'key-required': {
    zh: '提交缺少编号，未被受理；请刷新页面后重试',
    en: 'The command came without its key and was not taken; reload the page and try again',
  },
  'key-malformed': {
    zh: '提交编号有误，未被受理；请刷新页面后重试',
    en: 'The key of the command is malformed; reload the page and try again',
  },
  'key-reused': {
    zh: '这份表单已经提交过，内容不同；请查看已有结果，再另开新表单',
    en: 'This form was sent before with other content; look at what came of it, then open a new form',
  },
  'version-required': { zh: '请先打开最新内容再提交', en: 'Open the present state first, then send' },
  'version-malformed': {
    zh: '版本号有误；请刷新页面后重试',
    en: 'The version is malformed; reload the page and try again',
  },
  'too-large': { zh: '一次的内容过多；请分几次提交', en: 'That is more than one command may carry; send it in parts' },
  'body-too-large': {
    zh: '内容过大[，上限 {maximum} 字节]；请精简后重试',
    en: 'What was sent is too large[, the limit is {maximum} bytes]; make it smaller',
  },
  'invalid-data': {
    zh: '有内容不正确；请按各栏下的提示修改',
    en: 'Some fields are wrong; correct them as said under each',
  },
  'still-under-way': { zh: '已发送，结果未到；正在查询', en: 'Sent, the answer is missing; it is being asked for' },
  'engine-away': {
    zh: '流程引擎暂时不可用，操作尚未受理；会用同一编号自动重试',
    en: 'The engine is away and nothing was accepted yet; it is tried again with the same key',
  },
  'record-away': {
    zh: '审计记录暂时无法写入，操作未受理；请稍后重试',
    en: 'The audit record cannot be written, so nothing was done; try again in a while',
  },
  busy: { zh: '系统繁忙；请稍后再试', en: 'Too much at once; try again in a moment' },
  stopping: {
    zh: '该节点正在停机；会自动转到其他节点，请重试',
    en: 'This node is stopping; try again, another one answers',
  },
  'not-ready': { zh: '系统正在启动；请稍后再试', en: 'The system is starting; try again in a moment' },
  'disk-full': {
    zh: '服务器磁盘已满，未保存；请联系系统管理员',
    en: 'The disk of the server is full and nothing was stored; tell the system administrator',
  },
  internal: {
    zh: '系统出错，未能完成；请把跟踪号告诉系统管理员',
    en: 'Something went wrong here; give the trace id to the system administrator',
  },
  bug: {
    zh: '系统出错，未能完成；请把跟踪号告诉系统管理员',
    en: 'Something went wrong here; give the trace id to the system administrator',
  },
  'register-changed': {
    zh: '他人刚刚修改过；请比较差异后再保存',
    en: 'Somebody else changed this meanwhile; compare and save again',
  },
  'preview-stale': {
    zh: '预览之后数据又有变动；请重新预览',
    en: 'It changed after the preview; look at the preview again',
  },
  'too-many-rows': {
    zh: '结果过多[，最多 {maximum} 行]；请缩小范围',
    en: 'There are too many rows[, at most {maximum}]; ask for less',
  },
  'too-many-cases': {
    zh: '工单过多[，最多 {maximum} 张]；请分批处理',
    en: 'There are too many cases[, at most {maximum}]; do it in parts',
  },
  'target-not-open': { zh: '该推送地址已停用；请先启用', en: 'The webhook is closed; open it first' },
  'process-not-offered': { zh: '没有这个流程，或本系统未开放', en: 'There is no such process here' },
  'rehearsal-lost': { zh: '推演已丢失；请重新开始一次', en: 'The rehearsal was lost; start it again' },
  'forward-under-way': {
    zh: '推演时间正在推进；请等它停下再操作',
    en: 'The time of this rehearsal is moving already; wait until it stops',
  },
  'key-held': { zh: '该密钥就在现有密钥之中，并未丢失', en: 'That key is among those given: it is not lost' },
  'key-unused': { zh: '没有任何记录使用该密钥；请核对密钥编号', en: 'Nothing stands under that key; check its id' },
  'fingerprint-differs': {
    zh: '指纹与封存密钥不符；请核对后重试',
    en: 'The fingerprint is not that of the seals’ key; check it',
  },
  'record-broken': {
    zh: '有记录链不完整，不能继续；请先查明断点',
    en: 'Some chains do not hold; find out why before going on',
  },
  'file-damaged': {
    zh: '图片已损坏；请重新拍摄或换一张',
    en: 'The picture is damaged; take it again or choose another',
  },
  'file-empty': { zh: '文件是空的；请换一个文件', en: 'There is nothing in the file; choose another' },
  'file-infected': {
    zh: '扫描程序拒绝了该文件，未保存；请检查来源',
    en: 'The scanner refuses the file and it was not stored; check where it comes from',
  },
  'file-kind': {
    zh: '不接受这种文件；可用图片、PDF 和 Office 文档',
    en: 'Files of this kind are not taken; use pictures, PDF or office documents',
  },
  'file-quota': {
    zh: '今天上传的文件已达上限；请明天再传',
    en: 'You have uploaded as much as one day allows; go on tomorrow',
  },
  'scanner-away': {
    zh: '病毒扫描暂时不可用，文件未保存；请稍后再传',
    en: 'The scanner does not answer and no file is taken unscanned; try again later',
  },
  'position-stays': {
    zh: '无法去除图片中的拍摄位置；请以 JPEG 格式上传',
    en: 'Where it was taken could not be left out of the picture; send it as JPEG',
  },
  'too-many-pixels': { zh: '图片像素过多；请缩小后上传', en: 'The picture has too many pixels; make it smaller' },
  'too-many-files': {
    zh: '附件过多[，最多 {maximum} 个]；请删减或分次上传',
    en: 'Too many files[, at most {maximum}]; send fewer at a time',
  },
  'document-failed': { zh: '文件未能生成；请再申请一次', en: 'The document could not be made; ask for it again' },
  'document-altered': {
    zh: '文件与生成时不一致，不予提供；请联系审计管理员',
    en: 'The file is not the one that was made, so it is withheld; tell the audit administrator',
  },
  'paper-missing': {
    zh: '文件还没有；请先提交，或在工单上生成',
    en: 'The paper is not there yet; hand it in, or have it made on its case',
  },
} as const satisfies Readonly<Record<string, Two>>;
