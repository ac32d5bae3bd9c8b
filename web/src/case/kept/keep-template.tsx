/** A case, or what is typed of one, as a template for the next. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { change } from '../../api/ask.ts';
import { asked } from '../../api/keys.ts';
import { toldOf } from '../../api/problem.ts';
import type { Fields } from '../../form/schema.ts';
import type { Answers, CaseAnswer } from '../../generated/api.ts';
import { useMe } from '../../shell/me.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useFaultWords } from '../../words/faults.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useWords } from '../../words/words.ts';
import { useForms } from '../processes.ts';
import { dataOfCase } from './template-data.ts';
import { keptWords } from './words.ts';

type Body = NonNullable<Answers['POST /api/case-templates']['body']>;

/** Of a case that stands, by the first intake that this person may give. */
export function KeepTemplate({ kase, onClose }: { kase: CaseAnswer; onClose: () => void }): ReactNode {
  const me = useMe();
  const { data: forms } = useForms(kase.process);
  const [intake = 'create'] = me.opens[kase.process] ?? [];
  const form = forms?.get(intake);
  if (!form) return null;
  return (
    <TemplateName
      process={kase.process}
      intake={intake}
      data={dataOfCase(form, { ...kase })}
      name={kase.title}
      onClose={onClose}
    />
  );
}

type Props = { process: Body['process']; intake: string; data: Fields; name?: string; onClose: () => void };

export function TemplateName({ process, intake, data, name: first = '', onClose }: Props): ReactNode {
  const t = useWords(keptWords);
  const say = useCodeWords();
  const sayFault = useFaultWords();
  const fieldOf = useFieldWords();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [name, setName] = useState(first.slice(0, 60));
  const keep = useMutation({
    mutationFn: () => change('POST /api/case-templates', { body: { name: name.trim(), process, intake, data } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: asked.register('case-templates', process) });
      void message.success(t.templateKept);
      onClose();
    },
  });
  const names = Object.keys(data);
  const { errors } = toldOf(keep.error);
  return (
    <Modal
      open
      title={t.keepTemplate}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button
            type="primary"
            loading={keep.isPending}
            disabled={name.trim() === '' || names.length === 0}
            onClick={() => keep.mutate()}
          >
            {t.keep}
          </Button>
        </>
      }
    >
      <Input
        autoFocus
        value={name}
        maxLength={60}
        aria-label={t.templateName}
        placeholder={t.templateName}
        onChange={({ target }) => setName(target.value)}
      />
      <p className="quiet">{names.length === 0 ? t.nothingToKeep : names.map((one) => fieldOf(one)).join(' · ')}</p>
      {keep.isError && (
        <div className="fault" role="alert">
          {errors.length > 0
            ? errors.map((one) => `${fieldOf(one.pointer.split('/').at(-1) ?? '')}: ${sayFault(one)}`).join(' · ')
            : say(keep.error)}
        </div>
      )}
    </Modal>
  );
}
