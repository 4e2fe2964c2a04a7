import { announce, type CardDialogProps, type Customer, ProblemNotice, useMay, useReturnFocus, Waiting } from '#desk';
import { counted, wordsFor } from '#desk/text';
import type { IdentityEdge } from '#recognition';
import { Button, Group, Modal, NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useIdentity, useWhy } from '../identity-queries.js';
import { AllLinks } from './all-links.js';
import { DecisionForm } from './decision-form.js';
import { SplitNote } from './split-note.js';
import { WhyAnswer } from './why-answer.js';
import styles from './why.module.css';

type Deciding = { readonly verdict: 'separate' } | { readonly verdict: 'reject-edge'; readonly edge: IdentityEdge } | undefined;

/**
 * Why two of a customer's identifiers are one person, and the way to say that they are not. It begins with the identifier
 * that was asked about; without one, with the two that were seen first and last.
 */
export function WhyDialog({ card, at, identifier, onClose, onDone }: CardDialogProps) {
  useReturnFocus();
  const identity = useIdentity(card.id, at);
  const narrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const [ends, setEnds] = useState(() => firstEnds(card, identifier));
  const mayDecide = useMay('agent');
  const [deciding, setDeciding] = useState<Deciding>();
  const why = useWhy(card.id, ends.a, ends.b, at);
  const options = card.identifiers.map(({ handle, type, value }) => ({ value: handle, label: `${wordsFor(type)} ${value}` }));
  const pick = (part: Partial<typeof ends>) => {
    setEnds({ ...ends, ...part });
    setDeciding(undefined);
  };
  const done = (a: string, b: string) => (position: string) => {
    announce('Decision recorded');
    onDone(position, <SplitNote customer={card.id} a={a} b={b} after={position} />);
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={960}
      fullScreen={narrow}
      title={`Why ${card.name ?? 'this'} is one customer`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {options.length < 2 ? (
        <p>There is only one identifier: nothing had to be linked.</p>
      ) : (
        <>
          <div className={styles.pickers}>
            <NativeSelect
              label="From"
              data={options}
              value={ends.a}
              onChange={(event) => pick({ a: event.currentTarget.value })}
            />
            <NativeSelect label="To" data={options} value={ends.b} onChange={(event) => pick({ b: event.currentTarget.value })} />
          </div>
          {ends.a === ends.b && <p className={styles.verdict}>Pick two different identifiers.</p>}
          {why.isLoading && <Waiting rows={3} what="Loading why" />}
          {why.error !== null && <ProblemNotice error={why.error} onRetry={() => void why.refetch()} />}
          {why.data !== undefined && ends.a !== ends.b && (
            <WhyAnswer
              why={why.data}
              customer={card.id}
              onMistaken={mayDecide ? (edge) => setDeciding({ verdict: 'reject-edge', edge }) : undefined}
            />
          )}
          {mayDecide && why.data?.same === true && deciding === undefined && (
            <Group mt="md">
              <Button color="red" variant="outline" size="sm" onClick={() => setDeciding({ verdict: 'separate' })}>
                Not the same person
              </Button>
            </Group>
          )}
          {deciding !== undefined && ends.a !== undefined && ends.b !== undefined && (
            <div className={styles.form}>
              {deciding.verdict === 'separate' ? (
                <DecisionForm
                  key="separate"
                  decision={{ verdict: 'separate', a: ends.a, b: ends.b, origin: 'staff' }}
                  title="These two are not the same person"
                  action="Keep them apart"
                  onCancel={() => setDeciding(undefined)}
                  onDone={done(ends.a, ends.b)}
                >
                  The customer is split so that the two identifiers chosen above are never one customer again. No history is lost:
                  each side keeps its own.
                </DecisionForm>
              ) : (
                <DecisionForm
                  key={`${deciding.edge.a} ${deciding.edge.b}`}
                  decision={{ verdict: 'reject-edge', a: deciding.edge.a, b: deciding.edge.b, origin: 'staff' }}
                  title="This link is mistaken"
                  action="Drop this link"
                  onCancel={() => setDeciding(undefined)}
                  onDone={done(deciding.edge.a, deciding.edge.b)}
                >
                  This one link no longer counts. The two stay one customer where another link holds them together.
                </DecisionForm>
              )}
            </div>
          )}
        </>
      )}
      {identity.data !== undefined && identity.data.edges.length > 0 && (
        <details style={{ marginTop: 20 }}>
          <summary style={{ cursor: 'pointer', fontWeight: 600 }}>
            All {counted(identity.data.edges.length, 'link')} of this customer, kept apart ones included
          </summary>
          <AllLinks identity={identity.data} />
        </details>
      )}
    </Modal>
  );
}

function firstEnds(card: Customer, from: string | undefined): { readonly a: string | undefined; readonly b: string | undefined } {
  const [first] = card.identifiers.toSorted((one, two) => one.firstSeenAt.localeCompare(two.firstSeenAt));
  const newest = card.identifiers.toSorted((one, two) => two.firstSeenAt.localeCompare(one.firstSeenAt));
  const a = first?.handle;
  const b = from !== undefined && from !== a ? from : newest.find(({ handle }) => handle !== a)?.handle;
  return { a, b };
}
