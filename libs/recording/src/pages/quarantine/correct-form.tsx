import { type AnswerOf, ProblemNotice } from '#desk';
import { type ApiProblem, asProblem } from '#desk/text';
import type { QuarantinedItem } from '#vault';
import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { useRetry } from './quarantine-queries.js';
import { flawOf, laidOut, type Place } from './body-text.js';
import styles from './quarantine.module.css';
import { WhatIsWrong } from './what-is-wrong.js';

interface CorrectFormProps {
  readonly item: QuarantinedItem;
  readonly unmapped: boolean;
  readonly onRecorded: (recorded: AnswerOf<'/api/v1/quarantine/{id}/retry', 'post'>) => void;
  /** Somebody else settled it meanwhile. */
  readonly onGone: () => void;
  readonly onDiscard: () => void;
}

/** The body as it came, what is wrong with it, and the way to send it again: corrected, or unchanged where the world has changed. */
export function CorrectForm({ item, unmapped, onRecorded, onGone, onDiscard }: CorrectFormProps) {
  const came = useMemo(() => laidOut(item.body), [item.body]);
  const [text, setText] = useState(came);
  const [flaw, setFlaw] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const wrong = useRef<HTMLDivElement>(null);
  const retry = useRetry(item);
  /** What the server said of the latest try; stays while the next one is on its way. */
  const [problem, setProblem] = useState<ApiProblem>();
  const fresh = problem !== undefined && problem.errors.length > 0;
  // That a record of a file lacks the fields of a touchpoint goes without saying.
  const errors = fresh ? problem.errors : unmapped ? [] : (item.problem.errors ?? []);
  const changed = text !== came;

  // What is wrong stands above the text, the button that was pressed below it.
  useEffect(() => {
    if (problem !== undefined) wrong.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);

  const show = ({ offset, length, line }: Place) => {
    const area = field.current;
    if (area === null) return;
    area.focus({ preventScroll: true });
    area.setSelectionRange(offset, offset + length);
    // A text field scrolls to what is typed, not to what is selected.
    area.scrollTop = (line - 4) * Number.parseFloat(getComputedStyle(area).lineHeight);
    area.scrollIntoView({ block: 'nearest' });
  };
  const put = (value: string) => {
    setText(value);
    setFlaw(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = changed ? flawOf(text) : undefined;
    if (found !== undefined) {
      setFlaw(`Line ${found.line}: ${found.problem}.`);
      show(found);
      return;
    }
    retry.mutate(changed ? text : undefined, {
      onSuccess: onRecorded,
      onError: (error) => {
        const told = asProblem(error);
        if (told.status === 404) onGone();
        else setProblem(told);
      },
    });
  };

  return (
    <form onSubmit={submit}>
      {errors.length > 0 && (
        <div key={String(fresh)} ref={wrong} className={styles.troubles} role={fresh ? 'alert' : undefined}>
          <h2 className="panel-title">{fresh ? 'Still wrong' : 'What is wrong'}</h2>
          <WhatIsWrong errors={errors} text={text} onShow={show} />
        </div>
      )}
      <Textarea
        ref={field}
        label="As it came"
        description={changed ? 'Corrected by you, not recorded yet.' : 'Change what is wrong, then try again.'}
        classNames={{ input: styles.body }}
        styles={{ input: { color: 'inherit' } }}
        value={text}
        onChange={(event) => put(event.currentTarget.value)}
        error={flaw}
        autosize
        minRows={4}
        maxRows={22}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
      />
      {problem !== undefined && !fresh && <ProblemNotice error={problem} />}
      <Group justify="flex-end" gap="xs" mt="xs">
        {changed && (
          <Button size="xs" variant="subtle" onClick={() => put(came)}>
            Undo my changes
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onDiscard}>
          Discard
        </Button>
        <Button size="xs" type="submit" variant={changed ? 'filled' : 'default'} loading={retry.isPending}>
          {changed ? 'Record the corrected one' : 'Try again as it is'}
        </Button>
      </Group>
    </form>
  );
}
