import { type Customer, ErrorBoundary, useDesk, Waiting } from '#desk';
import { Suspense } from 'react';
import styles from './card.module.css';

/**
 * What slices add to a card, in their order. A section that the answer has no data for is not there; one that breaks
 * leaves the rest of the card as it is.
 */
export function CardSections({ card }: { readonly card: Customer }) {
  const { slices } = useDesk();
  const { sections: data = {} } = card;
  return slices
    .flatMap(({ cardSections = [] }) => cardSections)
    .filter(({ name }) => Object.hasOwn(data, name))
    .map(({ name, title, Section }) => (
      <section key={name} className={`panel ${styles.block}`} aria-label={title}>
        <h2 className="panel-title">{title}</h2>
        {isFailed(data[name]) ? (
          <NotShown code={data[name].code} />
        ) : (
          <ErrorBoundary fallback={<NotShown />}>
            <Suspense fallback={<Waiting rows={2} what={`Loading ${title}`} />}>
              <Section data={data[name]} card={card} />
            </Suspense>
          </ErrorBoundary>
        )}
      </section>
    ));
}

function NotShown({ code }: { readonly code?: string }) {
  return <p className="muted">This part could not be shown{code === undefined ? '' : ` (${code})`}.</p>;
}

/** What the answer has in place of a section that could not be read. */
function isFailed(data: unknown): data is { readonly failed: true; readonly code: string } {
  return typeof data === 'object' && data !== null && 'failed' in data && data.failed === true;
}
