import { ErrorBoundary, HOME, Link, type MatchedPage, tabTitle, Waiting } from '#desk';
import { Container } from '@mantine/core';
import { Suspense, useEffect } from 'react';
import { PageError } from './page-error.js';

interface PageViewProps {
  readonly matched: MatchedPage | undefined;
  /** The query of the address. */
  readonly search: string;
}

/** The page at an address, under its title; one that breaks leaves the bar usable. */
export function PageView({ matched, search }: PageViewProps) {
  return (
    <ErrorBoundary fallback={<PageError />}>
      <Title title={matched === undefined ? 'No such page' : matched.page.title} />
      <Suspense fallback={<Waiting />}>
        {matched === undefined ? (
          <NoSuchPage />
        ) : (
          <matched.page.Page params={matched.params} query={new URLSearchParams(search)} />
        )}
      </Suspense>
    </ErrorBoundary>
  );
}

/** Stands before the page, whose own title is then the last word. */
function Title({ title }: { readonly title: string | undefined }) {
  useEffect(() => {
    document.title = tabTitle(title);
  }, [title]);
  return null;
}

function NoSuchPage() {
  return (
    <Container size="sm" py="xl">
      <h1>There is no such page</h1>
      <p>
        The address leads nowhere. <Link to={HOME}>Look a customer up</Link> instead.
      </p>
    </Container>
  );
}
