import type { Kinds } from '#desk';
import { type ApiProblem, wordsFor } from '#desk/text';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Draft } from './draft.js';
import { problemOfField } from './field-problems.js';
import styles from './record.module.css';

interface FieldsProps {
  readonly kinds: Kinds;
  readonly draft: Draft;
  readonly problem: ApiProblem | undefined;
  readonly onChange: (part: Partial<Draft>) => void;
}

type Entered = { readonly currentTarget: { readonly value: string } };
const choices = (codes: readonly string[]) => codes.map((code) => ({ value: code, label: wordsFor(code) }));

/** What happened, over which channel, when and with whom of us. */
export function WhatHappened({ kinds, draft, problem, onChange }: FieldsProps) {
  const offer = kinds.kinds.find(({ kind }) => kind === draft.kind);
  const channels = offer === undefined || offer.channels.length === 0 ? kinds.channels : offer.channels;
  const pickKind = (kind: string) => {
    const offered = kinds.kinds.find((one) => one.kind === kind)?.channels ?? [];
    onChange({ kind, details: {}, ...(offered.length > 0 && !offered.includes(draft.channel) && { channel: offered[0] }) });
  };
  const field = (name: 'channel' | 'direction' | 'department' | 'handledBy' | 'occurredAt') => ({
    value: draft[name],
    error: problemOfField(problem, name),
    onChange: (event: Entered) => onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <fieldset className={`panel ${styles.part}`}>
      <legend>What happened</legend>
      <div className={styles.grid}>
        <NativeSelect
          label="Kind"
          data={kinds.kinds.map(({ kind, label }) => ({ value: kind, label }))}
          value={draft.kind}
          error={problemOfField(problem, 'kind')}
          onChange={(event) => pickKind(event.currentTarget.value)}
        />
        <NativeSelect label="Channel" data={choices(channels)} {...field('channel')} />
        <NativeSelect label="Direction" data={choices(kinds.directions)} {...field('direction')} />
        <TextInput label="When" type="datetime-local" required {...field('occurredAt')} />
        <TextInput label="Department" list="known-departments" required {...field('department')} />
        <TextInput label="Handled by (who of us)" {...field('handledBy')} />
      </div>
      <datalist id="known-departments">
        {kinds.departments.map((department) => (
          <option key={department} value={department} />
        ))}
      </datalist>
    </fieldset>
  );
}

const CASE_STATUSES = ['opened', 'updated', 'closed'];

/** What it was about. */
export function WhatAbout({ draft, problem, onChange }: Omit<FieldsProps, 'kinds'>) {
  const field = (name: 'subject' | 'content' | 'topics' | 'outcome') => ({
    value: draft[name],
    error: problemOfField(problem, name),
    onChange: (event: Entered) => onChange({ [name]: event.currentTarget.value }),
  });
  const error = (...names: readonly string[]) =>
    names.map((name) => problemOfField(problem, name)).find((found) => found !== undefined);
  return (
    <fieldset className={`panel ${styles.part}`}>
      <legend>What it was about</legend>
      <TextInput label="Subject" {...field('subject')} />
      <Textarea label="Content" autosize minRows={4} mt="xs" {...field('content')} />
      <div className={styles.grid} style={{ marginTop: 10 }}>
        <TextInput label="Topics" description="Several with commas" {...field('topics')} />
        <TextInput label="Outcome" description="Such as resolved" {...field('outcome')} />
        <TextInput
          label="Amount"
          inputMode="decimal"
          description="Such as 12.50"
          value={draft.amount}
          error={error('amount', 'amount.value')}
          onChange={(event) => onChange({ amount: event.currentTarget.value })}
        />
        <TextInput
          label="Currency"
          description="Three letters"
          maxLength={3}
          value={draft.currency}
          error={error('amount.currency')}
          onChange={(event) => onChange({ currency: event.currentTarget.value })}
          required={draft.amount.trim() !== ''}
        />
        <TextInput
          label="Case"
          description="Its reference"
          value={draft.caseRef}
          error={error('case', 'case.ref')}
          onChange={(event) => onChange({ caseRef: event.currentTarget.value })}
        />
        <NativeSelect
          label="Case status"
          description="After this contact"
          data={choices(CASE_STATUSES)}
          value={draft.caseStatus}
          error={error('case.status')}
          onChange={(event) => onChange({ caseStatus: event.currentTarget.value })}
          disabled={draft.caseRef.trim() === ''}
        />
      </div>
    </fieldset>
  );
}
