import {
  announce,
  type Customer,
  customerAddress,
  goBack,
  HOME,
  type Kinds,
  navigate,
  PageFrame,
  type PageProps,
  ProblemNotice,
  useCustomer,
  useHeading,
  useKinds,
  Waiting,
} from '#desk';
import { asProblem } from '#desk/text';
import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { DetailsFields } from './details-fields.js';
import { touchpointOf, type Draft, type DraftParty } from './draft.js';
import { emptyParty, keepHabits, newDraft } from './new-draft.js';
import { PartyFields } from './party-fields.js';
import { sendTouchpoint } from './send-touchpoint.js';
import { WhatAbout, WhatHappened } from './touchpoint-fields.js';

/** A touchpoint entered by hand; with `customer` in the address, for the customer one came from. */
export function RecordPage({ query }: PageProps<'/record'>) {
  const heading = useHeading();
  const customer = query.get('customer') ?? undefined;
  const kinds = useKinds();
  return (
    <PageFrame
      narrow
      title="Record a touchpoint"
      heading={heading}
      lead="It is added to the ledger for good, with the time you give it. The customer is recognised from what they are known by."
    >
      {kinds.error !== null && <ProblemNotice error={kinds.error} onRetry={() => void kinds.refetch()} />}
      {kinds.isPending && kinds.error === null && <Waiting what="Loading the form" />}
      {kinds.data !== undefined &&
        (customer === undefined ? (
          <Form kinds={kinds.data} card={undefined} />
        ) : (
          <FormFor kinds={kinds.data} customer={customer} />
        ))}
    </PageFrame>
  );
}

function FormFor({ kinds, customer }: { readonly kinds: Kinds; readonly customer: string }) {
  const { data: card, error, refetch } = useCustomer(customer);
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return card === undefined ? <Waiting what="Loading the customer" /> : <Form kinds={kinds} card={card} />;
}

function Form({ kinds, card }: { readonly kinds: Kinds; readonly card: Customer | undefined }) {
  const [draft, setDraft] = useState<Draft>(() => newDraft(kinds, card, Date.now()));
  const schema = kinds.kinds.find(({ kind }) => kind === draft.kind)?.details;
  const send = useMutation({
    mutationFn: () => sendTouchpoint(touchpointOf(draft, schema), firstIdentifier(draft), card?.id),
    onSuccess: ({ customer, position, duplicate }) => {
      keepHabits(draft);
      announce(duplicate ? 'It had been recorded already' : 'Recorded');
      if (customer === undefined) navigate(HOME, { query: firstIdentifier(draft) });
      else navigate(customerAddress(customer), { after: position });
    },
  });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (send.error === null) return;
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [send.error]);
  const problem = send.error === null ? undefined : asProblem(send.error);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const putParty = (index: number, party: DraftParty) => change({ parties: draft.parties.with(index, party) });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };

  return (
    <form ref={form} onSubmit={submit}>
      <WhatHappened kinds={kinds} draft={draft} problem={problem} onChange={change} />
      {draft.parties.map((party, index) => (
        <PartyFields
          key={index}
          kinds={kinds}
          party={party}
          index={index}
          problem={problem}
          onChange={(next) => putParty(index, next)}
          onRemove={index === 0 ? undefined : () => change({ parties: draft.parties.toSpliced(index, 1) })}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        mb="md"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => change({ parties: [...draft.parties, emptyParty(kinds)] })}
      >
        Somebody else took part
      </Button>
      <WhatAbout draft={draft} problem={problem} onChange={change} />
      <DetailsFields schema={schema} details={draft.details} problem={problem} onChange={(details) => change({ details })} />
      {send.error !== null && <ProblemNotice error={send.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={goBack}>
          Cancel
        </Button>
        <Button type="submit" loading={send.isPending}>
          Record
        </Button>
      </Group>
    </form>
  );
}

function firstIdentifier(draft: Draft): string | undefined {
  return draft.parties[0]?.identifiers.map(({ value }) => value.trim()).find((value) => value !== '');
}
