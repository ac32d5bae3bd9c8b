import { area } from '../../words/words.ts';

/** Of what people keep for the next time. */
export const keptWords = area(
  {
    canned: '常用语',
    cannedKey: '常用语（Ctrl+/）',
    cannedFind: '查找常用语',
    cannedNone: '没有可用的常用语',
    cannedName: '名称',
    keepWords: '存为我的常用语',
    scopes: { me: '我的', team: '团队', organisation: '单位' },
    templates: '从模板开始',
    noTemplate: '不用模板',
    keepTemplate: '存为工单模板',
    templateName: '模板名称',
    templateKept: '模板已保存',
    keep: '保存',
    cancel: '取消',
    nothingToKeep: '还没有可保存的内容',
  },
  {
    canned: 'Canned answers',
    cannedKey: 'Canned answers (Ctrl+/)',
    cannedFind: 'Find a canned answer',
    cannedNone: 'No canned answer fits',
    cannedName: 'Name',
    keepWords: 'Keep as one of mine',
    scopes: { me: 'mine', team: 'team', organisation: 'organisation' },
    templates: 'Begin with a template',
    noTemplate: 'Without a template',
    keepTemplate: 'Keep as a case template',
    templateName: 'Name of the template',
    templateKept: 'The template is kept',
    keep: 'Keep',
    cancel: 'Cancel',
    nothingToKeep: 'There is nothing to keep yet',
  },
);
