/** A field chosen from a register: searched while typing, by one word of the entry. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { asked } from '../api/keys.ts';
import { useName } from '../names/names.ts';
import { useRoleWords } from '../words/fields.ts';
import { useLocale, useWords } from '../words/words.ts';
import type { ControlProps } from './props.ts';
import { choicesFor } from './picks.ts';
import { formWords } from './words.ts';

export function PickField({
  schema,
  value,
  onChange,
  id,
  pick,
  isRequired,
  isFaulty,
  autoFocus = false,
  label,
}: ControlProps & {
  pick: string;
  /** Where no label stands beside it. */
  label?: string;
}): ReactNode {
  const t = useWords(formWords);
  const locale = useLocale();
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const q = useDeferredValue(typed);
  const choices = useQuery({
    queryKey: asked.register(`pick-${pick}-${locale}`, q),
    queryFn: ({ signal }) => choicesFor(pick, { q, locale, signal }),
    enabled: isOpen,
    placeholderData: (before) => before,
  });
  const nameOf = useName();
  const roleOf = useRoleWords();
  const isMany = schema.type === 'array';
  const labelOf = (key: string): string => {
    const name = pick === 'role' ? roleOf(key) : nameOf(pick, key);
    return pick === 'case' && name !== key ? `${key} ${name}` : name;
  };
  const chosen = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  const known = new Set((choices.data ?? []).map((one) => one.value));
  const options = [
    ...(choices.data ?? []).map((one) => ({ value: one.value, label: one.label, note: one.note ?? '' })),
    ...chosen.filter((one) => !known.has(one)).map((one) => ({ value: one, label: labelOf(one), note: '' })),
  ];
  return (
    <Select
      id={id}
      autoFocus={autoFocus}
      aria-required={isRequired}
      {...(label === undefined ? {} : { 'aria-label': label, placeholder: label })}
      {...(isMany ? { mode: 'multiple' as const } : {})}
      {...(isFaulty ? { status: 'error' as const } : {})}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear={!isRequired}
      value={isMany ? chosen : chosen[0]}
      onChange={(next) => onChange(next)}
      onOpenChange={setOpen}
      loading={choices.isFetching}
      notFoundContent={choices.isFetching ? t.searching : t.nothing}
      options={options}
      optionRender={({ data }) => (
        <span className="row">
          <span>{data.label}</span>
          <span className="quiet">{data.note}</span>
        </span>
      )}
      style={{ width: '100%', maxWidth: 480 }}
    />
  );
}
